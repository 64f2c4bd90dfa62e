"""How words and lengths change by week.

A warm-up stays short; a recovery has about 90 s a side, some 17 minutes; maintenance 20 to 30 minutes.
Lengths grow evenly.
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
"""In the first and last week."""
_QUIET_FROM = 0.75
"""Share of the weeks after which names and tones suffice."""


@dataclass(frozen=True)
class Wanted:
    """``minutes`` None: the routine's."""

    use: Use
    routine: str
    level: Level
    minutes: int | None


def level_in(week: int, weeks: int) -> Level:
    """From week 1: everything, then reminders, then bare names."""
    if week == 1:
        return "first"
    return "usual" if week <= ceil(_QUIET_FROM * weeks) else "quiet"


def maintenance_days_in(week: int) -> int:
    """One in the first week, then two."""
    return 1 if week == 1 else MAINTENANCE_DAYS


def wanted(use: Use, week: int, weeks: int, *, most_minutes: float | None = None) -> Wanted:
    """``week`` counts from 1."""
    minutes = None
    if use in _MINUTES:
        first, last = _MINUTES[use]
        minutes = round(first + (last - first) * (week - 1) / max(1, weeks - 1))
        if most_minutes is not None:
            minutes = min(minutes, int(most_minutes))
    return Wanted(use, ROUTINES[use], level_in(week, weeks), minutes)
