"""Past sessions by week, tightness by part, and what hurt. Pure rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from statistics import fmean

from voice_coach.records.past_session import PastSession

WEEKS = 12
_WEEK = timedelta(days=7)
SIDES = ("left", "right", "both")


@dataclass(frozen=True)
class Week:
    monday: date
    sessions: int
    minutes: float


@dataclass(frozen=True)
class Tightness:
    """One side of an area: its mean rating, one to ten, by week."""

    area: str
    side: str
    ratings: tuple[float | None, ...]


@dataclass(frozen=True)
class Hurt:
    """A part that hurt: how often, how, and when last."""

    area: str
    side: str
    kinds: tuple[str, ...]
    sessions: int
    last: date


@dataclass(frozen=True)
class Dated:
    day: date
    session: PastSession


@dataclass(frozen=True)
class Overview:
    """``weeks`` end with the present one; ``tightness`` and ``hurts`` are about those, the rest about all
    time. ``streak``: weeks in a row with a session."""

    weeks: tuple[Week, ...]
    tightness: tuple[Tightness, ...]
    hurts: tuple[Hurt, ...]
    streak: int
    sessions: int
    minutes: float


def overview_of(
    sessions: Iterable[PastSession], today: date, zone: tzinfo | None = None, weeks: int = WEEKS
) -> Overview:
    """As seen on ``today``; ``zone`` decides days (None: the system's). Sessions without a readable time are
    left out."""
    all_dated = dated(sessions, zone)
    first = _monday(today) - (weeks - 1) * _WEEK
    mondays = [first + number * _WEEK for number in range(weeks)]
    shown = [one for one in all_dated if first <= one.day < mondays[-1] + _WEEK]
    return Overview(
        weeks=tuple(_week(monday, shown) for monday in mondays),
        tightness=_tightness(mondays, shown),
        hurts=_hurts(shown),
        streak=streak({_monday(one.day) for one in all_dated}, _monday(today)),
        sessions=len(all_dated),
        minutes=sum(one.session.minutes for one in all_dated),
    )


def dated(sessions: Iterable[PastSession], zone: tzinfo | None = None) -> list[Dated]:
    found = [(began, one) for one in sessions if (began := one.began) is not None]
    return [
        Dated(began.astimezone(zone).date(), one) for began, one in sorted(found, key=lambda pair: pair[0])
    ]


def streak(active: set[date], present: date) -> int:
    """Weeks up to ``present`` that are ``active`` (by Mondays), without two in a row that aren't. An empty
    present week ends nothing."""
    count, monday = 0, present
    if monday not in active:
        monday -= _WEEK
    while monday in active or (monday - _WEEK) in active:
        count += monday in active
        monday -= _WEEK
    return count


def ratings_of(session: PastSession) -> dict[tuple[str, str], int]:
    """Each side's rating. The session's counts for the area asked about, or all that was worked, on the side
    asked about or named as tighter. A part's own has priority."""
    found = {(part.area, part.side): part.rating for part in session.parts if part.rating is not None}
    if session.rating is None:
        return found
    side = session.rated_side or session.tighter_side
    other = {"left": "right", "right": "left"}.get(side)
    worked = [(part.area, part.side) for part in session.parts if part.done and part.side != other]
    if not session.parts:  # One of the first version, which knew no sides.
        worked = [(area, side or "both") for area in session.areas]
    if session.rated_area:
        asked = [part for part in worked if part[0] == session.rated_area]
        worked = asked or [(session.rated_area, side or "both")]
    return dict.fromkeys(worked, session.rating) | found


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _week(monday: date, shown: Sequence[Dated]) -> Week:
    inside = [one.session for one in shown if _monday(one.day) == monday]
    return Week(monday, len(inside), round(sum(one.minutes for one in inside), 1))


def _tightness(mondays: Sequence[date], shown: Sequence[Dated]) -> tuple[Tightness, ...]:
    found: dict[tuple[str, str], dict[date, list[int]]] = {}
    for one in shown:
        for part, rating in ratings_of(one.session).items():
            found.setdefault(part, {}).setdefault(_monday(one.day), []).append(rating)
    return tuple(
        Tightness(
            *part,
            tuple(round(fmean(found[part][week]), 1) if week in found[part] else None for week in mondays),
        )
        for part in sorted(found, key=lambda part: (part[0], SIDES.index(part[1])))
    )


def _hurts(shown: Sequence[Dated]) -> tuple[Hurt, ...]:
    found: dict[tuple[str, str], list[tuple[int, date, str]]] = {}
    for number, one in enumerate(shown):
        for pain in one.session.pains:
            found.setdefault((pain.area, pain.side), []).append((number, one.day, pain.kind))
    hurts = (
        Hurt(
            *part,
            kinds=tuple(dict.fromkeys(kind for _, _, kind in felt)),
            sessions=len({number for number, _, _ in felt}),
            last=felt[-1][1],
        )
        for part, felt in found.items()
    )
    return tuple(sorted(hurts, key=lambda hurt: (-hurt.last.toordinal(), hurt.area, hurt.side)))
