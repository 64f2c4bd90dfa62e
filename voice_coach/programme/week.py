"""Which weekdays are for what, from the run days.

Days count from 0, Monday. The last run, at the weekend if possible, is long; of three or more, the farthest
from it is hard; recoveries follow both. Runs have warm-ups. Maintenance is on one or two days without a run
(the guide's "once or twice a week"); a day is free.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from voice_coach.errors import InputError

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Use = Literal["warm-up", "recovery", "long-recovery", "maintenance"]
MOST_RUN_DAYS = 6
MAINTENANCE_DAYS = 2
_RUNS_WITH_A_HARD_ONE = 3


@dataclass(frozen=True)
class WeekPattern:
    """``maintenance_days``: in order of use."""

    run_days: tuple[int, ...]
    long_day: int
    hard_day: int | None
    maintenance_days: tuple[int, ...]

    def uses(self, day: int, *, maintenance_days: int = MAINTENANCE_DAYS) -> tuple[Use, ...]:
        """The day's sessions; empty on a rest day."""
        if day in self.run_days:
            if day == self.long_day:
                return "warm-up", "long-recovery"
            return ("warm-up", "recovery") if day == self.hard_day else ("warm-up",)
        return ("maintenance",) if day in self.maintenance_days[:maintenance_days] else ()


def week_pattern(run_days: Sequence[int]) -> WeekPattern:
    """Raises ``InputError`` (``run-days``) for none or seven."""
    runs = tuple(sorted(set(run_days)))
    if not runs:
        raise InputError("No day to run on was given.", hint="Name some: mon,wed,sat.", code="run-days")
    if len(runs) > MOST_RUN_DAYS:
        raise InputError("Seven run days leave no day of rest.", hint="Name at most six.", code="run-days")
    long_day = runs[-1]
    others = [day for day in runs if day != long_day]
    hard_day = None
    if len(runs) >= _RUNS_WITH_A_HARD_ONE:
        hard_day = max(others, key=lambda day: (days_between(day, long_day), -day))
    return WeekPattern(runs, long_day, hard_day, _maintenance_days(runs, long_day))


def days_between(first: int, second: int) -> int:
    """The shorter way round the week."""
    apart = abs(first - second)
    return min(apart, len(WEEKDAYS) - apart)


def _maintenance_days(runs: tuple[int, ...], long_day: int) -> tuple[int, ...]:
    """Far apart, not right after the long run."""
    free = [day for day in range(len(WEEKDAYS)) if day not in runs]
    number = min(MAINTENANCE_DAYS, len(free) - 1)
    day_after = (long_day + 1) % len(WEEKDAYS)

    def merit(days: tuple[int, ...]) -> tuple[bool, int, int, list[int]]:
        apart = days_between(*days) if len(days) == MAINTENANCE_DAYS else 0
        from_long = min(days_between(day, long_day) for day in days)
        return day_after not in days, apart, from_long, [-day for day in days]

    return max(combinations(free, number), key=merit) if number else ()


def read_days(text: str) -> tuple[int, ...]:
    """``mon,wed,sat`` as days. Raises ``InputError`` (``run-days``)."""
    days = []
    for word in text.replace(",", " ").lower().split():
        if word not in WEEKDAYS:
            hint = f"Days are {', '.join(WEEKDAYS)}."
            raise InputError(f"There is no day {word!r}.", hint=hint, code="run-days")
        days.append(WEEKDAYS.index(word))
    return tuple(days)
