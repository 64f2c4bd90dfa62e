"""It hurts: the question in every phase of every step, and what each answer leads to."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.session.driver import RATE, Run, plan, run, step
from voice_coach.routine.plan import Plan, Side, Step
from voice_coach.session.actions import Say

ENDING = ("sharp", "numb", "tingling", "shooting", "hot", "swollen", "unsure")
PHASES = ("position", "gap", "sweep", "search", "hold")


def stretched() -> Plan:
    """Glutes, their stretch, calves, and a move that works the glutes as well."""
    sides: tuple[Side, ...] = ("left", "right")
    steps: list[Step] = [step("glutes", side, 0, holds=2) for side in sides]
    steps += [replace(step("glutes", side, 1), exercise="glutes-stretch", tool="none") for side in sides]
    steps += [step("calves", side, 2) for side in sides]
    steps.append(replace(step("dynamic", "both", 3, holds=0), touches=("glutes",)))
    return plan(steps=tuple(steps))


def later_steps(driven: Run) -> list[str]:
    ended = [log.at_frame for log in driven.logs("area_ended")]
    return [str(log.fields["area"]) for log in driven.logs("step_started") if log.at_frame >= ended[0]]


def texts(driven: Run) -> list[str]:
    return [action.text for action in driven.actions if isinstance(action, Say)]


@pytest.mark.parametrize("kind", ENDING)
@pytest.mark.parametrize("phase", PHASES)
def test_such_a_pain_ends_the_area_its_stretch_and_what_else_works_it(phase: str, kind: str) -> None:
    driven = run(stretched()).until_phase(phase)
    driven.until(driven.seconds + 1)
    driven.command("easier")
    assert driven.session.state_name == "pain"
    driven.until(driven.seconds + 4)
    assert texts(driven)[-1] == "<pain_question>"
    driven.command(kind)
    driven.to_end()
    (pain,) = driven.logs("pain")
    assert pain.fields == {"kind": "unknown" if kind == "unsure" else kind, "area": "glutes", "side": "left"}
    assert [log.fields["area"] for log in driven.logs("area_ended")] == ["glutes"]
    assert later_steps(driven) == ["calves", "calves"]
    assert "<pain_ended> glutes" in texts(driven)
    swollen = kind in {"hot", "swollen"}
    assert ("<pain_advice_swollen>" in texts(driven)) == swollen
    assert ("<pain_advice>" in texts(driven)) == (not swollen)


@pytest.mark.parametrize("phase", PHASES)
def test_silence_is_the_careful_answer(phase: str) -> None:
    driven = run(stretched()).until_phase(phase)
    driven.command("easier")
    driven.until(driven.seconds + 20)
    assert driven.logs("pain")[0].fields["kind"] == "unknown"
    assert "<pain_careful>" in texts(driven)
    driven.to_end()
    assert later_steps(driven) == ["calves", "calves"]


@pytest.mark.parametrize("phase", PHASES)
def test_just_strong_goes_on_lighter_with_the_time_it_had_left(phase: str) -> None:
    driven = run().until_phase(phase)
    driven.until(driven.seconds + 3)
    before = driven.session.state.clock
    elapsed = before.elapsed(driven.session.now)
    driven.command("easier")
    driven.until(driven.seconds + 3)
    driven.command("strong")
    driven.until(driven.seconds + 0.9)
    assert driven.session.state_name == "setup"
    driven.until(driven.seconds + 2)
    assert texts(driven)[-1] == "<pain_lighter> Use your hands."
    ended = driven.spoken()[-1][1]
    while not driven.logs("step_resumed"):
        driven.until(driven.seconds + 0.25)
    resumed = driven.logs("step_resumed")[0]
    assert resumed.at_frame - ended >= 8 * RATE
    assert resumed.fields == {"area": "glutes", "side": "left", "exercise": "glutes-roller"}
    assert driven.session.state.phase == phase
    assert driven.session.state.clock.elapsed(resumed.at_frame) == elapsed
    driven.to_end()
    assert len(driven.logs("paused")) == len(driven.logs("resumed")) == 1
    worked = [log.fields["worked_frames"] for log in driven.logs("step_finished")]
    assert worked == [log.fields["worked_frames"] for log in run().to_end().logs("step_finished")]


def test_ready_gets_back_on_sooner() -> None:
    driven = run().until_phase("hold")
    driven.until(driven.seconds + 4)
    driven.command("easier")
    driven.command("strong")
    driven.until(driven.seconds + 3)
    driven.command("ready")
    assert driven.session.state_name == "working"
    assert driven.logs("step_resumed")


@pytest.mark.parametrize("name", ["pause", "stop"])
def test_an_open_question_outlives_a_pause(name: str) -> None:
    driven = run().until_phase("hold")
    driven.command("easier")
    driven.command(name)
    driven.until(driven.seconds + 2)
    driven.command("resume")
    assert driven.session.state_name == "pain"


def test_getting_back_on_outlives_a_pause() -> None:
    driven = run().until_phase("hold")
    driven.command("easier")
    driven.command("strong")
    driven.command("pause")
    driven.until(driven.seconds + 30)
    driven.command("resume")
    assert not driven.logs("step_resumed")
    driven.until(driven.seconds + 12)
    assert driven.logs("step_resumed")


def test_it_hurts_misheard_is_taken_back() -> None:
    driven = run().until_phase("hold")
    driven.command("easier")
    driven.command("undo")
    assert driven.session.state_name == "working"
    assert not driven.logs("area_ended")


def test_no_command_brings_an_ended_area_back() -> None:
    for name in ("undo", "back", "switch", "left", "right", "next"):
        driven = run(stretched()).until_phase("hold", step=4)
        driven.command("easier")
        driven.command("sharp")
        for again in (name, "back", name):
            driven.command(again)
            driven.until(driven.seconds + 5)
        driven.to_end()
        assert "calves" not in later_steps(driven), name


def test_outside_the_steps_it_only_pauses() -> None:
    driven = run().until(0.1)
    driven.command("easier")
    assert driven.session.state_name == "paused"


OTHERS = (
    "ready",
    "pause",
    "resume",
    "undo",
    "back",
    "next",
    "switch",
    "stop",
    "no",
    "left",
    "right",
    "longer",
)
said = st.sampled_from((*["easier"] * 4, *["strong"] * 3, *ENDING, *OTHERS))


@given(st.lists(st.tuples(st.integers(1, 40), said), max_size=25))
def test_whatever_is_said_no_later_step_touches_an_ended_area(script: list[tuple[int, str]]) -> None:
    driven = run(stretched())
    for seconds, name in script:
        driven.until(driven.seconds + seconds)
        driven.command(name)
    driven.to_end()
    ended: dict[str, int] = {}
    for log in driven.logs("area_ended"):
        ended.setdefault(str(log.fields["area"]), log.at_frame)
    for log in driven.logs("phase_started"):
        if log.fields["phase"] not in PHASES:
            continue
        started = [s for s in driven.logs("step_started") if s.at_frame <= log.at_frame][-1]
        assert started.at_frame <= ended.get(str(started.fields["area"]), log.at_frame)
    for log in driven.logs("step_started"):
        assert log.at_frame <= ended.get(str(log.fields["area"]), log.at_frame)
    assert len(driven.logs("paused")) >= len(driven.logs("resumed"))


def test_there_are_eight_seconds_to_answer() -> None:
    driven = run().until_phase("hold")
    driven.command("easier")
    asked = driven.until(driven.seconds + 4).spoken()[-1]
    assert asked[2] == "<pain_question>"
    states = [driven.until(asked[1] / RATE + seconds).session.state_name for seconds in (7.8, 8.2)]
    assert states == ["pain", "setup"]
