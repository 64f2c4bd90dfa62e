"""Shared by tag readers: languages, covers, chapters and words."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator

from voice_coach.sharing.episode import Chapter, Cover, TextLine, clean_text

MOST_COVER_BYTES = 4_000_000
MOST_LINES = 20_000
MOST_CHAPTERS = 2_000
LONGEST_SECONDS = 10_000_000.0

_SHORT_CODES = {
    "ara": "ar", "ces": "cs", "chi": "zh", "cze": "cs", "dan": "da", "deu": "de", "dut": "nl", "ell": "el",
    "eng": "en", "fin": "fi", "fra": "fr", "fre": "fr", "ger": "de", "gre": "el", "heb": "he", "hin": "hi",
    "hun": "hu", "ind": "id", "ita": "it", "jpn": "ja", "kor": "ko", "nld": "nl", "nor": "no", "pol": "pl",
    "por": "pt", "ron": "ro", "rum": "ro", "rus": "ru", "spa": "es", "swe": "sv", "tur": "tr", "ukr": "uk",
    "vie": "vi", "zho": "zh",
}  # fmt: skip
"""ISO 639-2, which tags use, to BCP 47's shorter codes."""

_LRC_LINE = re.compile(r"((?:\[[0-9]{1,4}:[0-9]{1,2}(?:[.:][0-9]{1,3})?\])+)(.*)")
_LRC_TIME = re.compile(r"\[([0-9]+):([0-9]+)(?:[.:]([0-9]+))?\]")
_LRC_WORD_TIME = re.compile(r"<[0-9]{1,4}:[0-9]{1,2}(?:[.:][0-9]{1,3})?>")


def language_code(said: object) -> str:
    """``eng`` or ``en-GB`` as BCP 47; empty if it's no language."""
    text = str(said).split("\0")[0].strip().replace("_", "-")
    base, _, region = text.partition("-")
    base = base.lower()
    if not re.fullmatch(r"[a-z]{2,3}", base) or base in {"und", "xxx", "zxx", "mul", "mis"}:
        return ""
    base = _SHORT_CODES.get(base, base)
    return f"{base}-{region.upper()}" if re.fullmatch(r"[A-Za-z]{2}", region) else base


def cover_of(data: bytes) -> Cover | None:
    """A PNG or JPEG of sensible size, whatever its tag says."""
    if len(data) > MOST_COVER_BYTES:
        return None
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return Cover("image/png", data)
    if data.startswith(b"\xff\xd8\xff"):
        return Cover("image/jpeg", data)
    return None


def chapters_in_order(found: Iterable[tuple[float, str]]) -> tuple[Chapter, ...]:
    """Sorted chapters from (start in seconds, title); untitled ones are numbered."""
    ordered = sorted((start, clean_text(title)) for start, title in found if is_time(start))[:MOST_CHAPTERS]
    return tuple(
        Chapter(title or f"Chapter {number}", start) for number, (start, title) in enumerate(ordered, start=1)
    )


def lines_in_order(found: Iterable[tuple[float, str]]) -> tuple[TextLine, ...]:
    """Sorted lines from (start in seconds, words), without empty ones."""
    timed = [(start, clean_text(text)) for start, text in found if is_time(start)]
    ordered = sorted((pair for pair in timed if pair[1]), key=lambda pair: pair[0])
    return tuple(TextLine(text, start) for start, text in ordered[:MOST_LINES])


def joined_words(words: Iterable[tuple[float, str]]) -> Iterator[tuple[float, str]]:
    """Lines from synchronised text's (start in seconds, words).

    Line breaks separate lines; without any, each entry is a line.
    """
    entries = list(words)
    if not any("\n" in text for _, text in entries):
        yield from entries
        return
    start, line = 0.0, ""
    for at, text in entries:
        first, *more = text.split("\n")
        for piece in (first, *(f"\n{each}" for each in more)):
            if piece.startswith("\n"):
                yield start, line
                line = ""
            start = start if line.strip() else at
            line += piece
    yield start, line


def lines_of(text: str) -> tuple[TextLine, ...]:
    """Lines of plain words, or of LRC (``[01:15.20] words``) with times."""
    plain, timed = [], []
    for line in text.splitlines()[: 2 * MOST_LINES]:
        matched = _LRC_LINE.fullmatch(line.strip())
        if matched:
            words = _LRC_WORD_TIME.sub("", matched[2])
            timed += [(_lrc_seconds(*time), words) for time in _LRC_TIME.findall(matched[1])]
        elif words := clean_text(line):
            plain.append(TextLine(words))
    return lines_in_order(timed) or tuple(plain[:MOST_LINES])


def is_time(seconds: float) -> bool:
    return math.isfinite(seconds) and 0 <= seconds <= LONGEST_SECONDS


def _lrc_seconds(minutes: str, seconds: str, fraction: str) -> float:
    return int(minutes) * 60 + int(seconds) + (int(fraction) / 10 ** len(fraction) if fraction else 0.0)
