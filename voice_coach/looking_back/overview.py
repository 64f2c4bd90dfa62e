"""What there is to see in past sessions: each week's, how tight each part was, what hurt. Pure rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from statistics import fmean

from voice_coach.records.past_session import PastSession

WEEKS = 12
"""So many weeks are shown unless more are asked for."""
_WEEK = timedelta(days=7)
SIDES = ("left", "right", "both")


@dataclass(frozen=True)
class Week:
    """The sessions of the week that begins on ``monday``."""

    monday: date
    sessions: int
    minutes: float


@dataclass(frozen=True)
class Tightness:
    """How tight one side of one area was: the mean of its ratings, one to ten, in each of the weeks."""

    area: str
    side: str
    ratings: tuple[float | None, ...]


@dataclass(frozen=True)
class Hurt:
    """A part that hurt: in how many sessions, how (each kind once), and when last."""

    area: str
    side: str
    kinds: tuple[str, ...]
    sessions: int
    last: date


@dataclass(frozen=True)
class Dated:
    """A session and the day it began on."""

    day: date
    session: PastSession


@dataclass(frozen=True)
class Overview:
    """``weeks`` end with the present one; ``tightness`` and ``hurts`` are about those weeks, the rest about
    all time. ``streak`` is how many weeks in a row had a session."""

    weeks: tuple[Week, ...]
    tightness: tuple[Tightness, ...]
    hurts: tuple[Hurt, ...]
    streak: int
    sessions: int
    minutes: float


def overview_of(
    sessions: Iterable[PastSession], today: date, zone: tzinfo | None = None, weeks: int = WEEKS
) -> Overview:
    """An overview of ``sessions`` as seen on ``today``; ``zone`` decides which day one began on (None: the
    system's). A session whose time can't be read is left out."""
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
    """``sessions`` with their days, in order of time."""
    found = [(began, one) for one in sessions if (began := one.began) is not None]
    return [
        Dated(began.astimezone(zone).date(), one) for began, one in sorted(found, key=lambda pair: pair[0])
    ]


def streak(active: set[date], present: date) -> int:
    """How many of the weeks up to ``present`` are ``active`` (all by their Mondays) without two in a row that
    aren't. A present week that has none yet ends nothing."""
    count, monday = 0, present
    if monday not in active:
        monday -= _WEEK
    while monday in active or (monday - _WEEK) in active:
        count += monday in active
        monday -= _WEEK
    return count


def ratings_of(session: PastSession) -> dict[tuple[str, str], int]:
    """The rating of each side of each area. The session's counts for the area that was asked about, else for
    all that was worked; on the side asked about, else on the tighter one if one was named. A part's own goes
    before it."""
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
