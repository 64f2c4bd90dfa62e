"""What a session's file holds besides sound. Times are seconds from the first sample."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Chapter:
    """One side of one area, or what comes before and after."""

    title: str
    start_seconds: float
    end_seconds: float


@dataclass(frozen=True)
class TimedWord:
    """A word with its punctuation, and its start."""

    text: str
    start_seconds: float


@dataclass(frozen=True)
class TimedLine:
    """A spoken sentence. ``words`` is empty without word times."""

    text: str
    start_seconds: float
    end_seconds: float
    words: tuple[TimedWord, ...] = ()

    def parts(self) -> tuple[TimedWord, ...]:
        """``words``, with following spaces: together the text."""
        if not self.words:
            return ()
        places, searched = [], 0
        for word in self.words:
            place = self.text.find(word.text, searched)
            if place < 0:
                return tuple(TimedWord(f"{each.text} ", each.start_seconds) for each in self.words)
            places.append(place)
            searched = place + len(word.text)
        ends = [*places[1:], len(self.text)]
        return tuple(
            TimedWord(self.text[place:end], word.start_seconds)
            for word, place, end in zip(self.words, places, ends, strict=True)
        )


@dataclass(frozen=True)
class About:
    """For players. ``language``: a code such as ``en``; ``cover``: a PNG, or empty."""

    title: str
    language: str = "en"
    comment: str = ""
    artist: str = "Voice Coach"
    album: str = "Voice Coach"
    genre: str = "Speech"
    cover: bytes = b""


@dataclass(frozen=True)
class Contents:
    """``track`` counts from 1."""

    about: About
    seconds: float
    chapters: tuple[Chapter, ...] = ()
    lines: tuple[TimedLine, ...] = ()
    track: int = 1
    tracks: int = 1

    def lines_of(self, chapter: Chapter) -> tuple[TimedLine, ...]:
        """The lines that begin within ``chapter``."""
        return tuple(
            line for line in self.lines if chapter.start_seconds <= line.start_seconds < chapter.end_seconds
        )

    def of_chapter(self, index: int) -> Contents:
        """Chapter ``index`` alone, with times from its start."""
        chapter = self.chapters[index]
        length = chapter.end_seconds - chapter.start_seconds
        return Contents(
            about=replace(self.about, title=chapter.title, album=self.about.title),
            seconds=length,
            chapters=(replace(chapter, start_seconds=0.0, end_seconds=length),),
            lines=tuple(_earlier(line, chapter.start_seconds) for line in self.lines_of(chapter)),
            track=index + 1,
            tracks=len(self.chapters),
        )


def _earlier(line: TimedLine, seconds: float) -> TimedLine:
    return TimedLine(
        line.text,
        line.start_seconds - seconds,
        line.end_seconds - seconds,
        tuple(TimedWord(word.text, word.start_seconds - seconds) for word in line.words),
    )
