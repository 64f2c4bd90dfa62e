"""Commands undone at once, or repeated, move their phrase's threshold, in nats; above 0 is harder.

Undone within `UNDONE_SECONDS`: harder by `STEP_HARDER`; nearly understood, then understood within
`AGAIN_SECONDS`: easier by `STEP_EASIER`. Vital commands only get easier. A session keeps `KEPT_A_SESSION` of
it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from voice_coach.listening.thresholds import EASIEST_SHIFT, HARDEST_SHIFT
from voice_coach.routine.vital_commands import VITAL

STEP_HARDER = 0.3
STEP_EASIER = 0.1
UNDONE_SECONDS = 6.0
AGAIN_SECONDS = 8.0
KEPT_A_SESSION = 0.9
_FORGOTTEN = 0.02
"""Less isn't worth keeping."""
_MOST_PHRASES = 500
_REMEMBERED_COMMANDS = 8

Why = Literal["undone", "said_again"]


@dataclass(frozen=True)
class Lesson:
    """``by`` nats, 0 at the bound."""

    phrase: str
    command: str
    why: Why
    by: float


@dataclass(frozen=True)
class _Said:
    phrase: str
    command: str
    seconds: float


class Learning:
    """A runner's shifts with a recogniser. Tell it what happens, in order."""

    def __init__(self, kept: Mapping[str, float] | None = None) -> None:
        """``kept``: the last session's shifts."""
        faded = {phrase: bounded(shift * KEPT_A_SESSION) for phrase, shift in (kept or {}).items()}
        self._shifts = {phrase: shift for phrase, shift in faded.items() if abs(shift) >= _FORGOTTEN}
        self._nearly: _Said | None = None
        self._heard: _Said | None = None
        self._applied: list[_Said | None] = []

    @property
    def shifts(self) -> Mapping[str, float]:
        """Nats by phrase, to be kept."""
        return dict(self._shifts)

    def shift(self, phrase: str) -> float:
        """How much harder ``phrase`` is, in nats."""
        return self._shifts.get(phrase, 0.0)

    def nearly(self, phrase: str, command: str, seconds: float) -> None:
        """``phrase`` was answered with "not understood"."""
        self._nearly = _Said(phrase, command, seconds)

    def heard(self, phrase: str, command: str, seconds: float) -> Lesson | None:
        """``command`` was understood from the voice."""
        self._heard = _Said(phrase, command, seconds)
        missed, self._nearly = self._nearly, None
        if missed is None or missed.command != command or seconds - missed.seconds > AGAIN_SECONDS:
            return None
        return self._move(missed.phrase, command, -STEP_EASIER, "said_again")

    def applied(self, command: str, seconds: float) -> Lesson | None:
        """``command``, which is `undo` or undoable, took effect."""
        if command == "undo":
            last = self._applied.pop() if self._applied else None
            self._heard = None
            if last is None or seconds - last.seconds > UNDONE_SECONDS:
                return None
            return self._move(last.phrase, last.command, STEP_HARDER, "undone")
        heard, self._heard = self._heard, None
        spoken = heard is not None and heard.command == command
        self._applied = [*self._applied, heard if spoken else None][-_REMEMBERED_COMMANDS:]
        return None

    def taken_back(self) -> None:
        """By the coach: an undo now means the one before."""
        self._applied = self._applied[:-1]

    def _move(self, phrase: str, command: str, step: float, why: Why) -> Lesson:
        before = self.shift(phrase)
        after = bounded(before + step)
        if command in VITAL:
            after = min(after, before)
        if phrase not in self._shifts and len(self._shifts) >= _MOST_PHRASES:
            after = before
        if after != before:
            self._shifts[phrase] = after
        return Lesson(phrase, command, why, round(after - before, 6))


def bounded(shift: float) -> float:
    """0 if it isn't finite."""
    return max(EASIEST_SHIFT, min(HARDEST_SHIFT, shift)) if math.isfinite(shift) else 0.0
