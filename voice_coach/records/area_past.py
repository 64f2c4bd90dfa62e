"""From the history to what it says about each area: a pure function."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from voice_coach.records.past_session import PastSession
from voice_coach.routine.memory import AreaPast

STRONG = "strong"
"""The only kind of pain that doesn't end an area."""


def area_pasts(sessions: Sequence[PastSession], now: datetime) -> tuple[AreaPast, ...]:
    """The past of every area that occurs in ``sessions``, oldest first, for a session that begins ``now``."""
    areas = dict.fromkeys(
        area for session in sessions for area in (*session.areas, *(pain.area for pain in session.pains))
    )
    return tuple(_past(area, sessions, now) for area in areas)


def _past(area: str, sessions: Sequence[PastSession], now: datetime) -> AreaPast:
    last, before = sessions[-1], sessions[-2] if len(sessions) > 1 else None
    ended, strong = _hurt(area, last)
    ended_before = before is not None and _hurt(area, before)[0]
    sore = not ended and (strong or ended_before)
    hurt_when = last.when if ended or strong else before.when if before is not None and sore else ""
    return AreaPast(
        area,
        days_since=_days_between(last, now),
        last_when=last.when,
        ended_last=ended,
        sore_lately=sore,
        hurt_when=hurt_when,
    )


def _hurt(area: str, session: PastSession) -> tuple[bool, bool]:
    """Did a pain end the area; was it just strong?"""
    kinds = {pain.kind for pain in session.pains if pain.area == area}
    return bool(kinds - {STRONG}), kinds == {STRONG}


def _days_between(session: PastSession, now: datetime) -> float | None:
    try:
        return max(0.0, (now - datetime.fromisoformat(session.when)).total_seconds() / 86_400)
    except (ValueError, TypeError):
        return None
