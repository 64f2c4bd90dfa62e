"""The programme: sessions by day, each distinct one planned once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from voice_coach.errors import InputError
from voice_coach.playing.assemble import Choices, Folders, plan_for
from voice_coach.programme.progression import Wanted, maintenance_days_in, wanted
from voice_coach.programme.week import WEEKDAYS, Use, WeekPattern
from voice_coach.session.ahead import session_seconds

MOST_WEEKS = 52
_SHORTEST_MINUTES = 3
_SEARCHED_MINUTES = 12
"""How far from the wanted length to look."""


@dataclass(frozen=True)
class PlannedSession:
    """``notes``: what the planner left out."""

    use: Use
    title: str
    file_name: str
    choices: Choices
    minutes: int
    notes: tuple[str, ...]


@dataclass(frozen=True)
class PlannedDay:
    """``week`` from 1; a rest day has no ``sessions`` or ``run``."""

    date: date
    week: int
    run: bool
    sessions: tuple[PlannedSession, ...]


@dataclass(frozen=True)
class Programme:
    """``sessions``: distinct ones in order."""

    weeks: int
    days: tuple[PlannedDay, ...]
    sessions: tuple[PlannedSession, ...]


@dataclass
class _Sessions:
    """Planned sessions, by what was wanted."""

    usual: Choices
    folders: Folders
    most_minutes: float | None
    known: dict[Wanted, PlannedSession] = field(default_factory=dict)

    def get(self, asked: Wanted) -> PlannedSession:
        if asked not in self.known:
            self.known[asked] = self._planned(asked)
        return self.known[asked]

    def _planned(self, asked: Wanted) -> PlannedSession:
        """The nearest these tools allow."""
        first_error: InputError | None = None
        for minutes in _lengths(asked.minutes, self.most_minutes):
            wish = self.usual.wish._replace(minutes=minutes)
            choices = replace(self.usual, listens=False, routine=asked.routine, level=asked.level, wish=wish)
            try:
                plan = plan_for(choices, self.folders)
            except InputError as error:
                if error.code != "does-not-fit":
                    raise
                first_error = first_error or error
                continue
            takes = session_seconds(plan) / 60
            if minutes is None and self.most_minutes is not None and takes > self.most_minutes:
                continue
            length = f"-{minutes:g}-min" if minutes is not None else ""
            name = f"{asked.routine}-{asked.level}{length}.mp3"
            return PlannedSession(asked.use, plan.title, name, choices, round(takes), plan.notes)
        raise first_error or InputError(
            f"{asked.routine} can't be made that short.", hint="Give more --minutes.", code="does-not-fit"
        )


def make_programme(
    start: date,
    weeks: int,
    pattern: WeekPattern,
    usual: Choices,
    folders: Folders,
    *,
    most_minutes: float | None = None,
) -> Programme:
    """From ``start``, any day of the week. ``usual`` has language, voice and tools.

    Raises ``InputError``: as ``plan_for``, and ``weeks`` unless 1 to 52.
    """
    if not 1 <= weeks <= MOST_WEEKS:
        raise InputError(f"{weeks} weeks can't be planned.", hint=f"Ask for 1 to {MOST_WEEKS}.", code="weeks")
    found = _Sessions(usual, folders, most_minutes)
    days = []
    for number in range(weeks * len(WEEKDAYS)):
        today, week = start + timedelta(days=number), 1 + number // len(WEEKDAYS)
        weekday = today.weekday()
        uses = pattern.uses(weekday, maintenance_days=maintenance_days_in(week))
        sessions = tuple(found.get(wanted(use, week, weeks, most_minutes=most_minutes)) for use in uses)
        days.append(PlannedDay(today, week, weekday in pattern.run_days, sessions))
    distinct = dict.fromkeys(session for day in days for session in day.sessions)
    return Programme(weeks, tuple(days), tuple(distinct))


def _lengths(minutes: int | None, most: float | None) -> Iterator[float | None]:
    """Nearest first, up to ``most``."""
    if minutes is None:
        yield None
        if most is None:
            return
        minutes = int(most)
    yield minutes
    for off in range(1, _SEARCHED_MINUTES + 1):
        for near in (minutes - off, minutes + off):
            if near >= _SHORTEST_MINUTES and (most is None or near <= most):
                yield near
