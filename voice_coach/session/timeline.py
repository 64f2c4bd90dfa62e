"""What sounds inside a timed part and at which frame of its clock: pure arithmetic on whole frames."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from voice_coach.routine.limits import LONGEST_SPOT_SECONDS

BREATH_CYCLE_SECONDS = 10.0
BREATH_IN_AT_SECONDS = 1.2
BREATH_OUT_AT_SECONDS = 5.2
COUNTDOWN_SECONDS = (3, 2, 1)
SHORTEST_WITH_HALF_WAY_SECONDS = 12.0
SHORTEST_WITH_HALF_WAY_WORDS_SECONDS = 20.0


@dataclass(frozen=True)
class Mark:
    """Something due when the clock shows ``offset`` frames: a cue by name, or an aside (words said only if
    they fit)."""

    offset: int
    key: str
    kind: Literal["cue", "aside"]
    name: str


@lru_cache(maxsize=64)
def sweep_marks(length: int, stroke: int) -> tuple[Mark, ...]:
    """One pacing tone at the start of each stroke."""
    return tuple(Mark(at, f"stroke{at}", "cue", "stroke") for at in range(0, length, stroke))


@lru_cache(maxsize=64)
def search_marks(length: int, rate: int) -> tuple[Mark, ...]:
    """Breath cues in a search long enough to feel forgotten in."""
    return tuple(_breaths(length, rate)) if length > BREATH_CYCLE_SECONDS * rate else ()


@lru_cache(maxsize=64)
def hold_marks(length: int, rate: int) -> tuple[Mark, ...]:
    """Start, breaths, half-way, a word on what comes next, 3-2-1. The end tone belongs to the step, not to
    the clock."""
    marks = [Mark(0, "start", "cue", "hold_start"), Mark(2 * rate, "during", "aside", "during")]
    coming = max(rate, length - round(6.5 * rate))
    half = length // 2
    if length >= SHORTEST_WITH_HALF_WAY_SECONDS * rate:
        marks.append(Mark(half, "half", "cue", "half_way"))
        coming = max(coming, half + rate // 2)
        if length >= SHORTEST_WITH_HALF_WAY_WORDS_SECONDS * rate:
            marks.append(Mark(half + rate // 2, "half_words", "aside", "half_way"))
        if length >= 2 * SHORTEST_WITH_HALF_WAY_WORDS_SECONDS * rate:
            marks.append(Mark(half + 4 * rate, "during_later", "aside", "during"))
    if length > LONGEST_SPOT_SECONDS * rate:
        marks.append(Mark(round(LONGEST_SPOT_SECONDS * rate), "fresh_spot", "aside", "fresh_spot"))
    marks.append(Mark(coming, "coming", "aside", "coming"))
    marks += [
        Mark(length - seconds * rate, f"count{seconds}", "cue", "countdown")
        for seconds in COUNTDOWN_SECONDS
        if length > 2 * seconds * rate
    ]
    taken = [mark.offset for mark in marks if mark.kind == "cue"]
    marks += [
        breath
        for breath in _breaths(length, rate)
        if all(abs(breath.offset - offset) > rate for offset in taken)
    ]
    return tuple(sorted(marks, key=lambda mark: mark.offset))


def _breaths(length: int, rate: int) -> list[Mark]:
    cycle = round(BREATH_CYCLE_SECONDS * rate)
    starts = range(0, length, cycle)
    inward = [start + round(BREATH_IN_AT_SECONDS * rate) for start in starts]
    outward = [start + round(BREATH_OUT_AT_SECONDS * rate) for start in starts]
    last = length - 2 * rate
    return [Mark(at, f"in{at}", "cue", "breath_in") for at in inward if at < last] + [
        Mark(at, f"out{at}", "cue", "breath_out") for at in outward if at < last
    ]


def room_after(marks: tuple[Mark, ...], mark: Mark, length: int) -> int:
    """Frames from ``mark`` to the next signal that words must not cover: half-way, countdown or the end."""
    signals = [m.offset for m in marks if m.kind == "cue" and m.name in {"half_way", "countdown"}]
    return min([offset for offset in signals if offset > mark.offset], default=length) - mark.offset
