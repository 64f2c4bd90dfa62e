"""Positions that a runner must not take, and stretches on or off: what the plan makes of it."""

from __future__ import annotations

import pytest

from voice_coach.routine.loader import load_plan
from voice_coach.routine.wish import Wish

ROUTINES = ("warmup", "recovery", "maintenance", "long-run", "desk-break")
OUT = ("back", "front")


@pytest.mark.parametrize("routine", ROUTINES)
@pytest.mark.parametrize(
    "tools", [None, ("roller",), ("ball",), ("gun",), ("roller", "ball", "stick", "gun")]
)
def test_a_posture_that_is_out_is_in_no_step(routine: str, tools: tuple[str, ...] | None) -> None:
    plan = load_plan(routine, tools=tools, wish=Wish(postures_out=OUT, skip=("calves", "adductors")))
    assert plan.steps
    assert not {step.posture for step in plan.steps} & set(OUT)


def test_another_exercise_of_the_area_takes_its_place() -> None:
    usual = {step.area: step.exercise for step in load_plan("warmup", tools=("roller", "stick")).steps}
    plan = load_plan("warmup", tools=("roller", "stick"), wish=Wish(postures_out=OUT))
    chosen = {step.area: step.exercise for step in plan.steps}
    assert usual["quads"] == "quads-roller"
    assert chosen["quads"] == "quads-stick"
    assert chosen["hamstrings"] == usual["hamstrings"]


def test_an_area_without_another_exercise_is_left_out_and_told() -> None:
    plan = load_plan("warmup", wish=Wish(postures_out=OUT))
    assert "quads" not in {step.area for step in plan.steps}
    assert any("quads is left out" in note and "position" in note for note in plan.notes)


def test_every_rolled_area_can_be_stretched_or_none() -> None:
    rolled = load_plan("recovery", wish=Wish(stretch=False))
    assert not any(step.tool == "none" for step in rolled.steps)
    both = load_plan("recovery", wish=Wish(stretch=True))
    names = [step.exercise for step in both.steps if step.side == "left"]
    for area in ("glutes", "quads", "hamstrings", "calves"):
        place = names.index(f"{area}-stretch")
        assert names[place - 1].startswith(f"{area}-"), "it follows what it stretches"
        assert names.count(f"{area}-stretch") == 1
    for pair in {step.pair for step in both.steps}:
        seconds = [step.worked_seconds for step in both.steps if step.pair == pair]
        assert len(set(seconds)) == 1, "both sides are equal"


def test_the_moves_of_a_warm_up_are_no_stretches() -> None:
    plan = load_plan("warmup", wish=Wish(stretch=False))
    assert {step.exercise for step in plan.steps} >= {"leg-swings", "walking-lunges", "heel-raises"}
