"""One sound file as a listener sees it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from pathlib import Path

MOST_CHARACTERS = 2_000
"""Of one title, line or comment; longer ones are cut."""

_NOT_IN_XML = frozenset({0xFFFE, 0xFFFF})


@dataclass(frozen=True)
class Chapter:
    title: str
    start_seconds: float


@dataclass(frozen=True)
class TextLine:
    """A spoken line. ``start_seconds`` is None without times."""

    text: str
    start_seconds: float | None = None


@dataclass(frozen=True)
class Cover:
    """``media_type`` is ``image/png`` or ``image/jpeg``, by its own bytes."""

    media_type: str
    data: bytes

    @property
    def suffix(self) -> str:
        return ".png" if self.media_type == "image/png" else ".jpg"


@dataclass(frozen=True)
class Tags:
    """What a file says of itself, or empty. ``language`` is BCP 47 (``en``)."""

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
    """A shared file.

    ``path`` holds no symbolic link; ``sha256`` is lower-case hex; ``modified_seconds`` counts from 1970;
    ``seconds`` is None if unknown. ``tags.title`` is never empty; chapters and timed lines are sorted.
    """

    path: Path
    sha256: str
    bytes: int
    modified_seconds: int
    media_type: str
    seconds: float | None
    tags: Tags
    suffix: str = ""
    """The proper ending for its kind; empty: its own."""

    @property
    def id(self) -> str:
        """Its name in addresses, by content."""
        return self.sha256[:16]

    @property
    def media_name(self) -> str:
        return f"{self.id}{self.suffix or self.path.suffix.lower()}"

    @property
    def is_timed(self) -> bool:
        return bool(self.tags.lines) and all(line.start_seconds is not None for line in self.tags.lines)


def clean_text(text: str) -> str:
    """``text`` on one line, without what a page or feed can't hold, at most MOST_CHARACTERS."""
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
