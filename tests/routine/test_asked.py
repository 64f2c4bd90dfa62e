"""Which area is asked about at the end, and when its last rating is mentioned."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.session.driver import plan, step
from voice_coach.routine.asked import asked_of
from voice_coach.routine.memory import AreaPast, Asked
from voice_coach.routine.plan import Plan
from voice_coach.routine.wish import ANYTHING, Wish

THREE = tuple(
    step(area, side, pair)
    for pair, area in enumerate(("glutes", "quads", "calves"))
    for side in ("left", "right")
)


def three(seed: int = 0) -> Plan:
    return replace(plan(steps=THREE), seed=seed)


def rated(area: str, rating: int | None, days: float | None = 2.0, side: str = "") -> AreaPast:
    when = "" if days is None else f"{days:g} days ago"
    return AreaPast(area, rating=rating, rated_days=days, rated_when=when, rated_side=side)


def asked(*pasts: AreaPast, wish: Wish = ANYTHING, seed: int = 0, of: Plan | None = None) -> str | None:
    found = asked_of(of or three(seed), wish, pasts, compare=True)
    return None if found is None else found.area


def test_without_a_past_and_a_focus_no_area_is_asked_about() -> None:
    assert asked() is None
    assert asked(wish=Wish(focus=("quads",))) == "quads"
    assert asked(wish=Wish(focus=("feet",))) == "glutes"


@pytest.mark.parametrize(
    ("pasts", "area"),
    [
        ((rated("quads", 4), rated("glutes", 3, 9.0), rated("calves", 3, 9.0)), "quads"),
        ((rated("quads", 5), rated("calves", 8), rated("glutes", 4)), "calves"),
        ((rated("quads", 4, 14.0), rated("glutes", 2, 20.0), rated("calves", 2, 3.0)), "quads"),
        ((rated("quads", 4, 14.1), rated("glutes", 2, 20.0), rated("calves", 2, 3.0)), "glutes"),
        ((rated("quads", 3, 5.0), rated("glutes", 3, 4.0), rated("calves", 3, 6.0)), "calves"),
        ((rated("quads", 3), rated("calves", 3)), "glutes"),
        ((rated("glutes", 3), rated("quads", None, None), rated("calves", 3)), "quads"),
        ((rated("feet", 9), rated("quads", 3)), "glutes"),
    ],
)
def test_the_tight_one_comes_first_then_the_one_asked_longest_ago(
    pasts: tuple[AreaPast, ...], area: str
) -> None:
    assert asked(*pasts) == area


def test_every_third_time_it_is_another_areas_turn() -> None:
    pasts = (rated("quads", 9), rated("glutes", 2, 3.0), rated("calves", 2, 8.0))
    assert [asked(*pasts, seed=seed) for seed in range(6)] == ["quads", "quads", "calves"] * 2


def test_a_stretch_is_not_asked_about() -> None:
    stretched = tuple(replace(one, tool="none") if one.area == "calves" else one for one in THREE)
    of = plan(steps=stretched)
    assert asked(rated("calves", 9), rated("quads", 2), of=of) == "glutes"
    assert asked(rated("calves", 9), of=plan(steps=stretched[-2:])) is None


def test_the_last_answer_is_mentioned_if_it_was_about_the_same_side() -> None:
    past = rated("quads", 7)
    assert asked_of(three(), ANYTHING, [past], compare=True) == Asked("quads", "quads", "", 7, "2 days ago")
    assert asked_of(three(), ANYTHING, [past], compare=False) == Asked("quads", "quads", "")
    assert asked_of(three(), ANYTHING, [rated("quads", 7, side="left")], compare=True) == Asked(
        "quads", "quads", ""
    )
    stiff = Wish(focus=("calves",), focus_side="left")
    about = asked_of(three(), stiff, [rated("calves", 6, side="left")], compare=True)
    assert about is not None
    assert (about.side, about.name, about.before) == ("left", "<left_calves>", 6)
