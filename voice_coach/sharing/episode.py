"""One sound file as a listener sees it: what it is called, what is said in it and where, how large it is."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from pathlib import Path

MOST_CHARACTERS = 2_000
"""Of one title, line or comment: what is longer is cut, so that no odd file makes a page of megabytes."""

_NOT_IN_XML = frozenset({0xFFFE, 0xFFFF})


@dataclass(frozen=True)
class Chapter:
    title: str
    start_seconds: float


@dataclass(frozen=True)
class TextLine:
    """Something that is said. ``start_seconds`` is None where the file holds words without their times."""

    text: str
    start_seconds: float | None = None


@dataclass(frozen=True)
class Cover:
    """A picture. ``media_type`` is ``image/png`` or ``image/jpeg``, as its own bytes say."""

    media_type: str
    data: bytes

    @property
    def suffix(self) -> str:
        return ".png" if self.media_type == "image/png" else ".jpg"


@dataclass(frozen=True)
class Tags:
    """What a file says of itself; empty where it says nothing. ``language`` is BCP 47 (``en``)."""

    title: str = ""
    artist: str = ""
    album: str = ""
    comment: str = ""
    language: str = ""
    chapters: tuple[Chapter, ...] = ()
    lines: tuple[TextLine, ...] = ()
    cover: Cover | None = None


@dataclass(frozen=True)
class Episode:
    """A file that is shared.

    ``path`` holds no symbolic link, ``sha256`` is lower-case hex of the whole file, ``modified_seconds``
    counts from 1970, ``seconds`` is None where the length is not known. ``tags.title`` is never empty;
    chapters and timed lines stand in the order of their times.
    """

    path: Path
    sha256: str
    bytes: int
    modified_seconds: int
    media_type: str
    seconds: float | None
    tags: Tags
    suffix: str = ""
    """What a file of its kind ends in; its own name's ending where that is empty."""

    @property
    def id(self) -> str:
        """Names this file in addresses: the same content has the same."""
        return self.sha256[:16]

    @property
    def media_name(self) -> str:
        return f"{self.id}{self.suffix or self.path.suffix.lower()}"

    @property
    def is_timed(self) -> bool:
        """Whether it is known when each line is said."""
        return bool(self.tags.lines) and all(line.start_seconds is not None for line in self.tags.lines)


def clean_text(text: str) -> str:
    """``text`` on one line, without anything that a page or a feed may not hold, at most MOST_CHARACTERS."""
    kept = (
        " " if unicodedata.category(letter) in {"Cc", "Zl", "Zp"} else letter
        for letter in text[: 4 * MOST_CHARACTERS]
        if unicodedata.category(letter) != "Cs" and ord(letter) & 0xFFFF not in _NOT_IN_XML
    )
    return " ".join("".join(kept).split())[:MOST_CHARACTERS]


def clock(seconds: float) -> str:
    """``75.2`` as ``1:15``, ``3600`` as ``1:00:00``."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def megabytes(size_bytes: int) -> str:
    """``3712345`` as ``3.7 MB``."""
    return f"{size_bytes / 1e6:.1f} MB" if size_bytes >= 100_000 else f"{max(1, round(size_bytes / 1e3))} kB"
