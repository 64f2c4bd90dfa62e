"""How sessions change from week to week: how much is said, and how long they take. Pure rules.

All lengths stay within what is on file: a warm-up is a few minutes and stays as short as it is before a run;
a recovery has about 90 s a side, some 17 minutes; maintenance takes 20 to 30 minutes. What grows, grows
evenly from the first week to the last. Doses within a session are the planner's, who keeps to 60 s a spot and
120 s a set.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from voice_coach.programme.week import MAINTENANCE_DAYS, Use
from voice_coach.routine.plan import Level

ROUTINES: dict[Use, str] = {
    "warm-up": "warmup",
    "recovery": "recovery",
    "long-recovery": "long-run",
    "maintenance": "maintenance",
}
_MINUTES: dict[Use, tuple[int, int]] = {
    "recovery": (15, 18),
    "long-recovery": (16, 20),
    "maintenance": (20, 30),
}
"""In the first week and in the last. A warm-up keeps the length that it has on file."""
_QUIET_FROM = 0.75
"""The share of the weeks after which the names and the tones are enough."""


@dataclass(frozen=True)
class Wanted:
    """A session as the rules want it; ``minutes`` None: as long as it is on file."""

    use: Use
    routine: str
    level: Level
    minutes: int | None


def level_in(week: int, weeks: int) -> Level:
    """How much is said in ``week`` (from 1) of ``weeks``: everything, then a reminder, then bare names."""
    if week == 1:
        return "first"
    return "usual" if week <= ceil(_QUIET_FROM * weeks) else "quiet"


def maintenance_days_in(week: int) -> int:
    """One in the first week, then two."""
    return 1 if week == 1 else MAINTENANCE_DAYS


def wanted(use: Use, week: int, weeks: int, *, most_minutes: float | None = None) -> Wanted:
    """The session for ``use`` in ``week`` (from 1) of ``weeks``, no longer than ``most_minutes``."""
    minutes = None
    if use in _MINUTES:
        first, last = _MINUTES[use]
        minutes = round(first + (last - first) * (week - 1) / max(1, weeks - 1))
        if most_minutes is not None:
            minutes = min(minutes, int(most_minutes))
    return Wanted(use, ROUTINES[use], level_in(week, weeks), minutes)
