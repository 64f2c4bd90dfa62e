"""What the next session should know of the history: a pure function."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from voice_coach.records.area_past import area_pasts
from voice_coach.records.history import TIMES_IN_FULL
from voice_coach.records.past_session import PastSession
from voice_coach.records.remarks import remarks
from voice_coach.routine.memory import Memory

SESSIONS_WITH_PAIN = 2
"""After so many, more pain in the area sends the runner to a professional."""


def memory_of(sessions: Sequence[PastSession], now: datetime) -> Memory:
    """From ``sessions`` (oldest first), for one that begins ``now`` (with zone)."""
    times = Counter(name for session in sessions for name in set(session.exercises))
    counts = Counter(area for session in sessions for area in {pain.area for pain in session.pains})
    return Memory(
        met=frozenset(name for name, count in times.items() if count >= TIMES_IN_FULL),
        insights=tuple(name for session in sessions for name in session.insights),
        often=frozenset(area for area, count in counts.items() if count >= SESSIONS_WITH_PAIN),
        areas=area_pasts(sessions, now),
        remarks=remarks(sessions, now),
        heard=frozenset(sessions[-1].wordings) if sessions else frozenset(),
    )
