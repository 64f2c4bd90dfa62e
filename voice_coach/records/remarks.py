"""Remarks on recent sessions, each from a named session: a pure function."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from voice_coach.records.area_past import rates
from voice_coach.records.past_session import PastSession
from voice_coach.routine.memory import Remark

A_WEEK = timedelta(days=7)
A_BREAK = timedelta(days=10)
RECENT = timedelta(days=14)
_WORTH_A_THEME = 4
"""From this rating on an area can be the week's theme."""
_STEADY_WEEKS = 3
"""Weeks in a row with a session, before this one."""


def remarks(sessions: Sequence[PastSession], now: datetime) -> tuple[Remark, ...]:
    """Best first; ``sessions`` are oldest first."""
    dated = [(session.began, session) for session in sessions if session.began is not None]
    earlier = [(when, session) for when, session in dated if when <= now]
    return tuple(_remarks(earlier, now)) if earlier else ()


def _remarks(earlier: Sequence[tuple[datetime, PastSession]], now: datetime) -> Iterator[Remark]:
    last_when, last = earlier[-1]
    week = _week(now)
    theme = _theme(earlier, now)
    new_week = all(_week(when) != week for when, _ in earlier)
    if theme is not None and new_week:
        yield Remark("memory_theme", theme.when, "opening", theme.rated_area)
    whole = [(when, session) for when, session in earlier if session.completed]
    if whole:
        weeks = {_week(when) for when, _ in whole}
        if new_week and all(_week(now - back * A_WEEK) in weeks for back in range(1, _STEADY_WEEKS + 1)):
            yield Remark("praise_steady", whole[-1][1].when, "closing")
        elif sum(now - when < A_WEEK for when, _ in whole) == 2:
            yield Remark("praise_third", whole[-1][1].when, "closing")
        elif now - whole[-1][0] >= A_BREAK:
            yield Remark("praise_back", whole[-1][1].when, "closing")
    if not last.completed and now - last_when <= RECENT:
        yield Remark("memory_unfinished", last.when, "opening")


def _theme(earlier: Sequence[tuple[datetime, PastSession]], now: datetime) -> PastSession | None:
    """The session with the tightest area, by each area's last rating in two weeks."""
    last: dict[str, PastSession] = {}
    for when, session in earlier:
        if session.rated_area and rates(session, session.rated_area) and now - when <= RECENT:
            last[session.rated_area] = session
    tightest = max(last.values(), key=lambda session: session.rating or 0, default=None)
    return tightest if tightest is not None and (tightest.rating or 0) >= _WORTH_A_THEME else None


def _week(when: datetime) -> tuple[int, int]:
    return when.isocalendar()[:2]
