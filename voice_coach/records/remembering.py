"""From the history to what the next session should know: a pure function."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from voice_coach.records.area_past import area_pasts
from voice_coach.records.history import TIMES_IN_FULL
from voice_coach.records.past_session import PastSession
from voice_coach.routine.memory import Memory

SESSIONS_WITH_PAIN = 2
"""After so many, the next one in which the area hurts sends the runner to a professional."""
A_WEEK = timedelta(days=7)
A_BREAK = timedelta(days=10)


def memory_of(sessions: Sequence[PastSession], now: datetime) -> Memory:
    """What ``sessions``, oldest first, mean for one that begins ``now``."""
    times = Counter(name for session in sessions for name in set(session.exercises))
    counts = Counter(area for session in sessions for area in {pain.area for pain in session.pains})
    return Memory(
        met=frozenset(name for name, count in times.items() if count >= TIMES_IN_FULL),
        insights=tuple(name for session in sessions for name in session.insights),
        often=frozenset(area for area, count in counts.items() if count >= SESSIONS_WITH_PAIN),
        praise=_earned(sessions, now),
        areas=area_pasts(sessions, now),
    )


def _earned(sessions: Sequence[PastSession], now: datetime) -> tuple[str, ...]:
    whens = [when for session in sessions if session.completed and (when := _when(session)) is not None]
    if not whens:
        return ()
    try:
        if sum(now - when < A_WEEK for when in whens) == 2:
            return ("praise_third",)
        return ("praise_back",) if now - max(whens) >= A_BREAK else ()
    except TypeError:
        return ()  # A time without its zone, which nobody can compare.


def _when(session: PastSession) -> datetime | None:
    try:
        return datetime.fromisoformat(session.when)
    except ValueError:
        return None
