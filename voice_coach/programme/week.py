"""Which days of a week are for what, from the days on which somebody runs. Pure rules, no dates.

Days count from 0, Monday. The last run of the week, at the weekend if there is one, is the long one. Of three
runs or more, the one farthest from it is the hard one. Both are followed by a recovery, straight after the
run; every run has its warm-up. Maintenance days are those without a run, one or two a week (the guide's "once
or twice a week"), and one day a week at least has neither run nor session.
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
    """``maintenance_days`` come in the order in which they are taken up."""

    run_days: tuple[int, ...]
    long_day: int
    hard_day: int | None
    maintenance_days: tuple[int, ...]

    def uses(self, day: int, *, maintenance_days: int = MAINTENANCE_DAYS) -> tuple[Use, ...]:
        """The sessions of ``day`` in a week with so many maintenance days; none on a rest day."""
        if day in self.run_days:
            if day == self.long_day:
                return "warm-up", "long-recovery"
            return ("warm-up", "recovery") if day == self.hard_day else ("warm-up",)
        return ("maintenance",) if day in self.maintenance_days[:maintenance_days] else ()


def week_pattern(run_days: Sequence[int]) -> WeekPattern:
    """The week of somebody who runs on ``run_days``.

    Raises ``InputError`` (``run-days``) for no day, and for seven: one day a week is for rest.
    """
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
    """The shorter way round the week from one day to the other."""
    apart = abs(first - second)
    return min(apart, len(WEEKDAYS) - apart)


def _maintenance_days(runs: tuple[int, ...], long_day: int) -> tuple[int, ...]:
    """Far from one another, and not the day after the long run, which is the best one to rest on."""
    free = [day for day in range(len(WEEKDAYS)) if day not in runs]
    number = min(MAINTENANCE_DAYS, len(free) - 1)
    day_after = (long_day + 1) % len(WEEKDAYS)

    def merit(days: tuple[int, ...]) -> tuple[bool, int, int, list[int]]:
        apart = days_between(*days) if len(days) == MAINTENANCE_DAYS else 0
        from_long = min(days_between(day, long_day) for day in days)
        return day_after not in days, apart, from_long, [-day for day in days]

    return max(combinations(free, number), key=merit) if number else ()


def read_days(text: str) -> tuple[int, ...]:
    """``mon,wed,sat`` as days. Raises ``InputError`` (``run-days``) for what is no day."""
    days = []
    for word in text.replace(",", " ").lower().split():
        if word not in WEEKDAYS:
            hint = f"Days are {', '.join(WEEKDAYS)}."
            raise InputError(f"There is no day {word!r}.", hint=hint, code="run-days")
        days.append(WEEKDAYS.index(word))
    return tuple(days)
