"""What an area's earlier sessions come to."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from voice_coach.records.area_past import area_pasts
from voice_coach.records.past_session import PainFelt, PastSession
from voice_coach.routine.memory import AreaPast
from voice_coach.routine.wish import Wish

NOW = datetime(2026, 3, 20, 7, tzinfo=timezone.utc)


def session(days_ago: float, rating: int | None = 6, side: str = "", area: str = "") -> PastSession:
    when = (NOW - timedelta(days=days_ago)).isoformat(timespec="seconds")
    return PastSession(
        when, "warmup", 9.0, ("calves",), completed=True, rating=rating, tighter_side=side, rated_area=area
    )


def calves(*sessions: PastSession) -> AreaPast:
    (found,) = area_pasts(sessions, NOW)
    return found


@pytest.mark.parametrize(
    ("answers", "tighter", "streak"),
    [
        (("left",), "left", 1),
        (("left", "left"), "left", 2),
        (("right", "left", "left", "left"), "left", 3),
        (("left", "left", "right"), "right", 1),
        (("left", "", "left"), "left", 2),
        ((), "", 0),
    ],
)
def test_a_side_that_is_tighter_again_and_again(answers: tuple[str, ...], tighter: str, streak: int) -> None:
    sides = answers or ("",)
    past = calves(*(session(10.0 - at, side=side) for at, side in enumerate(sides)))
    assert (past.tighter, past.streak) == (tighter, streak)


@pytest.mark.parametrize(("rating", "streak"), [(2, 0), (3, 0), (4, 2)])
def test_an_area_called_loose_has_no_tighter_side_any_more(rating: int, streak: int) -> None:
    past = calves(session(5, side="left"), session(4, side="left"), session(3, rating=rating, area="calves"))
    assert past.streak == streak


def test_days_are_counted_from_the_last_session() -> None:
    assert calves(session(9), session(2.5)).days_since == 2.5


def test_weeks_without_a_tight_answer_are_counted() -> None:
    weekly = [session(35 - 7 * week, rating=3) for week in range(6)]
    assert calves(*weekly).loose_weeks == 5.0
    tight = session(24, rating=8)
    assert calves(*weekly[:2], tight, *weekly[2:]).loose_weeks == 3.0
    for hurts, weeks in (("calves", 3.0), ("glutes", 5.0)):
        hurt = replace(session(24, rating=None), pains=(PainFelt("strong", hurts, "left"),))
        found = {one.area: one for one in area_pasts([*weekly[:2], hurt, *weekly[2:]], NOW)}
        assert found["calves"].loose_weeks == weeks
    for focus, weeks in (("calves", 3.0), ("glutes", 5.0)):
        wished = replace(session(24, rating=None), wish=Wish(focus=(focus,)))
        assert calves(*weekly[:2], wished, *weekly[2:]).loose_weeks == weeks
    elsewhere = session(24, rating=8, area="glutes")
    assert calves(*weekly[:2], elsewhere, *weekly[2:]).loose_weeks == 5.0
