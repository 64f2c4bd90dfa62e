"""Which session is proposed: rules over last sessions, day and run days, of which the first counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from voice_coach.programme.week import WeekPattern, week_pattern
from voice_coach.records.past_session import PastSession

A_BREAK_DAYS = 10
MAINTENANCE_EVERY_DAYS = 3


class Proposal(NamedTuple):
    """``why``: of ``lines.WHYS_TODAY`` or empty; ``when``: the session it's from, if any."""

    routine: str
    why: str = ""
    when: str = ""


class Dated(NamedTuple):
    """By the runner's date."""

    date: date
    session: PastSession


class Day(NamedTuple):
    """``past``: oldest first."""

    today: date
    pattern: WeekPattern | None
    past: tuple[Dated, ...]

    def runs(self, days_ago: int) -> bool:
        """Whether the day so long ago is one to run on."""
        day = (self.today - timedelta(days=days_ago)).weekday()
        return self.pattern is not None and day in self.pattern.run_days

    def runs_long(self, days_ago: int) -> bool:
        day = (self.today - timedelta(days=days_ago)).weekday()
        return self.pattern is not None and day == self.pattern.long_day

    def days_since(self, routine: str = "") -> float:
        """In dates, since the last session, or one of ``routine``."""
        dates = [one.date for one in self.past if routine in {"", one.session.routine}]
        return (self.today - dates[-1]).days if dates else float("inf")


def _warmed_up(day: Day) -> bool:
    return day.days_since("warmup") == 0


def _gone_long(day: Day) -> bool:
    return bool(day.past) and day.days_since() > A_BREAK_DAYS


def _maintenance_due(day: Day) -> bool:
    return day.days_since("maintenance") >= MAINTENANCE_EVERY_DAYS


class Rule(NamedTuple):
    """``from_record``: for what the last session was."""

    holds: Callable[[Day], bool]
    proposal: Proposal
    from_record: bool = False


RULES: tuple[Rule, ...] = (
    Rule(lambda day: _warmed_up(day) and day.runs_long(0), Proposal("long-run", "after_warmup"), True),
    Rule(_warmed_up, Proposal("recovery", "after_warmup"), True),
    Rule(lambda day: day.runs(0), Proposal("warmup", "run_day")),
    Rule(lambda day: not day.past, Proposal("warmup")),
    Rule(_gone_long, Proposal("recovery", "break"), True),
    Rule(lambda day: day.runs_long(1), Proposal("recovery", "after_long_run")),
    Rule(lambda day: day.runs(1), Proposal("recovery", "after_run")),
    Rule(lambda day: day.days_since() == 0, Proposal("desk-break")),
    Rule(lambda day: day.pattern is not None and _maintenance_due(day), Proposal("maintenance", "no_run")),
    Rule(_maintenance_due, Proposal("maintenance")),
)
"""In order; else a recovery."""


def proposed(sessions: Sequence[PastSession], now: datetime, run_days: Sequence[int] = ()) -> Proposal:
    """``now`` in the runner's zone; ``sessions`` oldest first, ``run_days`` from 0, Monday.

    Raises ``InputError`` (``run-days``) for seven.
    """
    past = [
        Dated(one.began.astimezone(now.tzinfo).date(), one)
        for one in sessions
        if one.began is not None and one.began <= now
    ]
    day = Day(now.date(), week_pattern(run_days) if run_days else None, tuple(past))
    rule = next((rule for rule in RULES if rule.holds(day)), None)
    if rule is None:
        return Proposal("recovery")
    return rule.proposal._replace(when=past[-1].session.when) if rule.from_record else rule.proposal
