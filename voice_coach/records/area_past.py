"""What the history says about each area: a pure function."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from voice_coach.records.past_session import PastSession
from voice_coach.routine.adapting import LOOSE, TIGHT
from voice_coach.routine.memory import AreaPast

STRONG = "strong"
_FEWEST_TIMES = 4
_FEWEST_ANSWERS = 3
"""Before this many answers, silence doesn't mean it's loose."""


def area_pasts(sessions: Sequence[PastSession], now: datetime) -> tuple[AreaPast, ...]:
    """For every area in ``sessions`` (oldest first), as of ``now``."""
    areas = dict.fromkeys(area for session in sessions for area in _areas(session))
    return tuple(_past(area, sessions, now) for area in areas)


def days_between(session: PastSession, now: datetime) -> float | None:
    """From the session's start; ``None`` if unknown."""
    return None if session.began is None else max(0.0, (now - session.began).total_seconds() / 86_400)


def rates(session: PastSession, area: str) -> bool:
    return session.rating is not None and session.rated_area == area


def _areas(session: PastSession) -> tuple[str, ...]:
    parts = (part.area for part in session.parts)
    return (*session.areas, *parts, *(pain.area for pain in session.pains))


def _past(area: str, sessions: Sequence[PastSession], now: datetime) -> AreaPast:
    last, before = sessions[-1], sessions[-2] if len(sessions) > 1 else None
    ended, strong = _hurt(area, last)
    sore = not ended and (strong or (before is not None and _hurt(area, before)[0]))
    hurt_when = last.when if ended or strong else before.when if before is not None and sore else ""
    rated = next((one for one in reversed(sessions) if rates(one, area)), None)
    tighter = _tighter(area, sessions)
    return AreaPast(
        area,
        days_since=days_between(last, now),
        last_when=last.when,
        rating=None if rated is None else rated.rating,
        rated_side="" if rated is None else rated.rated_side,
        rated_days=None if rated is None else days_between(rated, now),
        rated_when="" if rated is None else rated.when,
        tighter="" if not tighter else tighter[-1].tighter_side,
        streak=len(tighter),
        tighter_days=None if not tighter else days_between(tighter[-1], now),
        tighter_when="" if not tighter else tighter[-1].when,
        skipped_last=_skipped(area, last),
        ended_last=ended,
        sore_lately=sore,
        hurt_when=hurt_when,
        loose_weeks=_loose_weeks(area, sessions),
    )


def _hurt(area: str, session: PastSession) -> tuple[bool, bool]:
    """Did a pain end the area; was it just strong?"""
    kinds = {pain.kind for pain in session.pains if pain.area == area}
    return bool(kinds - {STRONG}), kinds == {STRONG}


def _skipped(area: str, session: PastSession) -> bool:
    parts = [part for part in session.parts if part.area == area]
    return any(part.skipped for part in parts) and not any(part.done for part in parts)


def _tighter(area: str, sessions: Sequence[PastSession]) -> list[PastSession]:
    """The last sessions that named the same tighter side."""
    found: list[PastSession] = []
    for session in sessions:
        if rates(session, area) and (session.rating or 0) <= LOOSE:
            found = []
        elif session.tighter_side and (session.rated_area == area or _of_all(session, area)):
            same = found and found[-1].tighter_side == session.tighter_side
            found = [*found, session] if same else [session]
    return found


def _of_all(session: PastSession, area: str) -> bool:
    return not session.rated_area and area in session.areas


def _loose_weeks(area: str, sessions: Sequence[PastSession]) -> float:
    """Weeks since the area was last tight, from first to last session."""
    since = next((at for at in range(len(sessions), 0, -1) if _called_tight(area, sessions[at - 1])), 0)
    worked = [one for one in sessions[since:] if area in one.areas and one.began is not None]
    answers = [one for one in sessions[since:] if one.rating is not None]
    if len(worked) < _FEWEST_TIMES or len(answers) < _FEWEST_ANSWERS:
        return 0.0
    first, last = worked[0].began, worked[-1].began
    assert first is not None
    assert last is not None
    return max(0.0, (last - first).total_seconds() / (7 * 86_400))


def _called_tight(area: str, session: PastSession) -> bool:
    rated = session.rating is not None and session.rating >= TIGHT
    named = area in session.wish.focus or any(pain.area == area for pain in session.pains)
    return named or (rated and (session.rated_area == area or _of_all(session, area)))
