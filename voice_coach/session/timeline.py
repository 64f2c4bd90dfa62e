"""What sounds inside a timed part, by frame."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from voice_coach.routine.limits import LONGEST_SPOT_SECONDS

BREATH_CYCLE_SECONDS = 10.0
BREATH_IN_AT_SECONDS = 1.2
BREATH_OUT_AT_SECONDS = 5.2
COUNTDOWN_SECONDS = (3, 2, 1)
LAST_BREATH_BEFORE_END_SECONDS = 3.5
FILLER_SECONDS = 4.0
SHORTEST_WITH_HALF_WAY_SECONDS = 12.0
SHORTEST_WITH_HALF_WAY_WORDS_SECONDS = 20.0


@dataclass(frozen=True)
class Mark:
    """At ``offset`` frames: a cue, or an aside."""

    offset: int
    key: str
    kind: Literal["cue", "aside"]
    name: str


@lru_cache(maxsize=64)
def sweep_marks(length: int, stroke: int, rate: int, *, ends_in_search: bool = False) -> tuple[Mark, ...]:
    """A tone a stroke, with places for words. ``ends_in_search``: the last two are the search."""
    marks = [Mark(at, f"stroke{at}", "cue", "stroke") for at in range(0, length, stroke)]
    marks += _fillers(length, rate, "moving")
    if ends_in_search:
        search = max(0, length - 2 * stroke)
        marks = [mark for mark in marks if mark.kind == "cue" or mark.offset < search - 2 * rate]
        marks.append(Mark(search, "search", "aside", "search"))
    return tuple(sorted(marks, key=lambda mark: mark.offset))


@lru_cache(maxsize=64)
def search_marks(length: int, rate: int) -> tuple[Mark, ...]:
    """Breath cues in a long one."""
    return tuple(breaths(length, rate)) if length > BREATH_CYCLE_SECONDS * rate else ()


@lru_cache(maxsize=64)
def hold_marks(length: int, rate: int) -> tuple[Mark, ...]:
    """Start, breaths, half-way, a word on what's next, 3-2-1. The end tone is the step's."""
    marks = [Mark(0, "start", "cue", "hold_start")]
    if length > 3 * rate:
        marks.append(Mark(3 * rate, "during", "aside", "during"))
    marks += breaths(length, rate)
    coming = max(rate, length - round(6.5 * rate))
    if length >= SHORTEST_WITH_HALF_WAY_SECONDS * rate:
        half = _clear_of([mark.offset for mark in marks if mark.kind == "cue"], length // 2, rate)
        marks.append(Mark(half, "half", "cue", "half_way"))
        coming = max(coming, half + rate // 2)
        if length >= SHORTEST_WITH_HALF_WAY_WORDS_SECONDS * rate:
            marks.append(Mark(half + rate // 2, "half_words", "aside", "half_way"))
    if length > LONGEST_SPOT_SECONDS * rate:
        marks.append(Mark(round(LONGEST_SPOT_SECONDS * rate), "fresh_spot", "aside", "fresh_spot"))
    marks += _fillers(length, rate, "during_more")
    marks.append(Mark(coming, "coming", "aside", "coming"))
    marks += [
        Mark(length - seconds * rate, f"count{seconds}", "cue", "countdown")
        for seconds in COUNTDOWN_SECONDS
        if length > 2 * seconds * rate
    ]
    return tuple(sorted(marks, key=lambda mark: mark.offset))


def _fillers(length: int, rate: int, name: str) -> list[Mark]:
    """Places for a word after a silence."""
    every, first = round(FILLER_SECONDS * rate), round(2 * FILLER_SECONDS * rate)
    return [Mark(at, f"{name}{at}", "aside", name) for at in range(first, length - every, every)]


def _clear_of(tones: list[int], wanted: int, rate: int) -> int:
    """The place nearest to ``wanted``, a second from every tone."""
    step = max(1, rate // 5)
    places = (wanted + side * away for away in range(0, 2 * rate + 1, step) for side in (-1, 1))
    return next((at for at in places if all(abs(at - tone) >= rate for tone in tones)), wanted)


def breaths(length: int, rate: int) -> list[Mark]:
    """In and out by turns, out last, before the countdown. Independent of the part's length."""
    marks = []
    cycle, start = round(BREATH_CYCLE_SECONDS * rate), 0
    last = length - round(LAST_BREATH_BEFORE_END_SECONDS * rate)
    while (out := start + round(BREATH_OUT_AT_SECONDS * rate)) <= last:
        inward = start + round(BREATH_IN_AT_SECONDS * rate)
        marks += [
            Mark(inward, f"in{start}", "cue", "breath_in"),
            Mark(out, f"out{start}", "cue", "breath_out"),
        ]
        start += cycle
    return marks


def breath_out_after(key: str, rate: int) -> int:
    """The one that belongs to the in-breath ``key``."""
    return int(key.removeprefix("in")) + round(BREATH_OUT_AT_SECONDS * rate)


def room_after(marks: tuple[Mark, ...], mark: Mark, length: int) -> int:
    """Frames from ``mark`` to a signal that words mustn't cover."""
    signals = [m.offset for m in marks if m.kind == "cue" and m.name in {"half_way", "countdown"}]
    return min([offset for offset in signals if offset > mark.offset], default=length) - mark.offset
