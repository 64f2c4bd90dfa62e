"""Histories that are made: by chance, and twelve weeks of runners of a certain kind."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, timezone

from voice_coach.records.past_session import PainFelt, PartDone, PastSession

LEGS = ("glutes", "quads", "it-band", "hamstrings", "calves")
START = datetime(2026, 1, 5, 18, 0, tzinfo=timezone.utc)
"""A Monday."""
WEEKS = 12
_HABIT = ((0, "maintenance"), (2, "recovery"), (5, "recovery"))


def session(when: datetime, routine: str, **more: object) -> PastSession:
    """One that worked all of the legs on both sides, with what is different in ``more``."""
    parts = tuple(PartDone(area, side, done=True) for area in LEGS for side in ("left", "right"))
    usual: dict[str, object] = {"areas": LEGS, "completed": True, "parts": parts}
    return PastSession(when.isoformat(), routine, 14.0, **{**usual, **more})  # type: ignore[arg-type]


def random_history(chance: random.Random, last: datetime) -> list[PastSession]:
    """Up to nine sessions, oldest first, the last one at ``last``."""
    found, when = [], last
    for _ in range(chance.randint(0, 9)):
        found.append(_random_session(chance, when))
        when -= timedelta(hours=chance.randint(8, 24 * 8))
    return found[::-1]


def _random_session(chance: random.Random, when: datetime) -> PastSession:
    left = {area for area in LEGS if chance.random() < 0.1}
    done = tuple(area for area in LEGS if area not in left)
    parts = tuple(
        PartDone(area, side, done=area in done, skipped=area in left)
        for area in LEGS
        for side in ("left", "right")
    )
    rating = chance.choice([None, *range(1, 11)])
    hurt = tuple(
        PainFelt(chance.choice(["sharp", "strong", "numb"]), area, "left")
        for area in LEGS
        if chance.random() < 0.03
    )
    return session(
        when,
        chance.choice(["warmup", "recovery", "maintenance"]),
        areas=done,
        completed=chance.random() < 0.85,
        parts=parts,
        pains=hurt,
        rating=rating,
        rated_area=chance.choice(["", *done]) if rating and done else "",
        tighter_side=chance.choice(["", "left", "right"]) if rating else "",
    )


def _weeks(make: Callable[[int, datetime, str], PastSession | None]) -> list[PastSession]:
    """Three sessions a week; ``make`` gets the week, when it is and the routine."""
    found = [
        make(week, START + timedelta(weeks=week, days=day), routine)
        for week in range(WEEKS)
        for day, routine in _HABIT
    ]
    return [one for one in found if one is not None]


def tight_left_calf(week: int, when: datetime, routine: str) -> PastSession:
    """Tight for eight weeks, then better every week."""
    rating = 8 if week < 8 else 10 - week
    return session(
        when, routine, rating=rating, rated_area="calves", tighter_side="left" if week < 10 else ""
    )


def painful_it_band(week: int, when: datetime, routine: str) -> PastSession:
    """It hurts in the sixth week, and is just strong in the ninth."""
    kinds = {5: "sharp", 8: "strong"}
    hurts = week in kinds and when.weekday() == 5
    pains = (PainFelt(kinds[week], "it-band", "right"),) if hurts else ()
    return session(when, routine, rating=4, rated_area="quads", pains=pains)


def three_weeks_off(week: int, when: datetime, routine: str) -> PastSession | None:
    """Nothing in weeks six to eight."""
    return None if week in {5, 6, 7} else session(when, routine, rating=5, rated_area="quads")


def never_skipped(week: int, when: datetime, routine: str) -> PastSession:
    """All of it done, and nothing tight but the quads in the first month."""
    return session(when, routine, rating=7 if week < 4 else 4, rated_area="quads")


HISTORIES: Mapping[str, list[PastSession]] = {
    "tight left calf": _weeks(tight_left_calf),
    "pain in the IT band": _weeks(painful_it_band),
    "three weeks off": _weeks(three_weeks_off),
    "never skipped": _weeks(never_skipped),
}
