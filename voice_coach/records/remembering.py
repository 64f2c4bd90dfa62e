"""From the history to what the next session should know: a pure function."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from voice_coach.records.history import TIMES_IN_FULL
from voice_coach.records.past_session import PastSession
from voice_coach.routine.memory import Memory

STRONG = "strong"
"""The only kind of pain that doesn't end an area."""
SESSIONS_WITH_PAIN = 2
"""After so many, the next one in which the area hurts sends the runner to a professional."""
A_WEEK = timedelta(days=7)
A_BREAK = timedelta(days=10)


def memory_of(sessions: Sequence[PastSession], now: datetime) -> Memory:
    """What ``sessions``, oldest first, mean for one that begins ``now``.

    An area ended by pain in the last session is left out of this one and comes lighter in the next; one that
    was just too strong comes lighter at once.
    """
    times = Counter(name for session in sessions for name in set(session.exercises))
    pains = [dict(_worst(session)) for session in sessions]
    last = pains[-1] if pains else {}
    before = pains[-2] if len(pains) > 1 else {}
    left_out = tuple(area for area, kind in last.items() if kind != STRONG)
    lighter = [area for area, kind in last.items() if kind == STRONG]
    lighter += [area for area, kind in before.items() if kind != STRONG and area not in last]
    counts = Counter(area for session in pains for area in session)
    return Memory(
        met=frozenset(name for name, count in times.items() if count >= TIMES_IN_FULL),
        insights=tuple(name for session in sessions for name in session.insights),
        left_out=left_out,
        lighter=tuple(lighter),
        often=frozenset(area for area, count in counts.items() if count >= SESSIONS_WITH_PAIN),
        praise=_earned(sessions, now),
    )


def _worst(session: PastSession) -> list[tuple[str, str]]:
    """Each painful area once, a pain that ended it before one that was just strong."""
    ordered = sorted(session.pains, key=lambda pain: pain.kind != STRONG)
    return [(pain.area, pain.kind) for pain in ordered]


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
