"""A session that is cut off anywhere goes on in the same step and side, with the time that it had left."""

from __future__ import annotations

import json
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.session.driver import RATE, FixedDurations, Run, plan, run, step
from tests.session.test_rules import plans, scripts
from voice_coach.routine.plan import Plan
from voice_coach.session.actions import PlayMusic, Say, SetCoachLevel
from voice_coach.session.events import Event
from voice_coach.session.keeping import keep, restore
from voice_coach.session.machine import Session
from voice_coach.session.phases import IN_A_STEP, TIMED_WORK
from voice_coach.session.state import Sentence, SessionState
from voice_coach.session.taking_up import question, step_seconds_left

ONE_STEP = (step("calves", "left", 0, hold_seconds=30),)


def kept(of: Run) -> object:
    """What would be on file at this moment."""
    return json.loads(json.dumps(keep(of.session.state, of.session.now)))


def taken_up(of: Run, planned: Plan) -> Run:
    state = restore(kept(of), planned, RATE)
    session = Session(planned, rate=RATE, durations=FixedDurations(), has_music=True, kept=state)
    again = Run(session)
    again.event(session.first_event)
    return again


def cut_in(phase: str, *commands: str, of: Plan | None = None, after: float = 3.0) -> tuple[Run, Run]:
    planned = of or plan(steps=ONE_STEP)
    before = run(planned, has_music=True).until_phase(phase)
    before.until(before.seconds + after)
    for command in commands:
        before.command(command)
    return before, taken_up(before, planned)


@given(plans, scripts)
def test_wherever_it_is_cut_off_it_goes_on_there(of: Plan, script: list[tuple[int, Event]]) -> None:
    before = run(of, has_music=True)
    for wait, event in script:
        before.until((before.session.now + wait) / RATE)
        before.event(event)
    state = before.session.state
    if state.phase in {"stopping", "ended"}:
        assert keep(state, before.session.now) is None
        return
    again = taken_up(before, of)
    here = again.session.state
    assert (here.step, here.level, here.pace) == (state.step, state.level, state.pace)
    assert (here.loudness_step, here.music_on) == (state.loudness_step, state.music_on)
    assert (here.skipped, here.worked, here.resume_step) == (state.skipped, state.worked, state.resume_step)
    assert [one.command for one in here.undo_stack] == [one.command for one in state.undo_stack]
    if state.phase in IN_A_STEP:
        assert here.side_override == state.side_override
        assert here.pain_open == state.pain_open
    if state.phase in TIMED_WORK:
        elapsed = state.clock.elapsed(before.session.now)
        assert (here.phase, here.hold, here.clock.counted) == (state.phase, state.hold, elapsed)
        assert here.clock.length == state.clock.length
        assert here.worked_frames == state.worked_frames
    again.to_end()
    done = state.worked | again.session.state.worked
    finished = again.logs("step_finished")
    assert again.session.state.worked == done
    assert not finished or finished[0].fields["area"] == of.steps[min(state.step, len(of.steps) - 1)].area


@pytest.mark.parametrize("phase", ["position", "gap", "sweep", "search", "hold"])
def test_the_part_is_worked_as_long_as_if_nothing_had_happened(phase: str) -> None:
    _, again = cut_in(phase)
    (finished,) = again.to_end().logs("step_finished")
    (usual,) = run(plan(steps=ONE_STEP)).to_end().logs("step_finished")
    assert finished.fields["worked_frames"] == usual.fields["worked_frames"]
    (resumed,) = again.logs("step_resumed")
    assert resumed.fields == {"area": "calves", "side": "left", "exercise": "calves-roller"}


@pytest.mark.parametrize(("posture", "seconds"), [("", 8.0), ("sitting", 20.0)])
def test_there_is_time_to_get_down_before_the_clock_runs(posture: str, seconds: float) -> None:
    _, again = cut_in("hold", of=plan(steps=(replace(ONE_STEP[0], posture=posture),)))
    counted = again.session.state.clock.counted
    last_word = max(a.at_frame for a in again.until(6).actions if isinstance(a, Say)) / RATE + 2
    again.until(last_word + seconds - 0.1)
    assert again.session.state.overlay == "reentry"
    again.until(last_word + seconds + 0.1)
    assert again.session.state.clock.counted == counted
    again.until(last_word + seconds + 4)
    assert again.session.state_name == "working"


@pytest.mark.parametrize("phase", ["position", "gap"])
def test_before_the_first_stroke_the_step_begins_again_to_music(phase: str) -> None:
    _, again = cut_in(phase, after=0.5)
    assert [a.playing for a in again.actions if isinstance(a, PlayMusic)] == [True]
    assert len(again.logs("step_started")) == 1
    assert again.session.state_name == "setup"
    assert again.to_end().logs("step_finished")[0].fields["completed"]


def test_ready_goes_on_sooner_and_a_pause_keeps_the_place() -> None:
    _, again = cut_in("hold")
    again.until(2)
    again.command("pause")
    again.until(100)
    again.command("resume")
    assert again.session.state.overlay == "reentry"
    again.command("ready")
    assert again.session.state_name == "working"
    assert len(again.logs("step_resumed")) == 1
    assert (len(again.logs("paused")), len(again.logs("resumed"))) == (1, 1)


def test_it_says_where_and_how_again() -> None:
    _, again = cut_in("hold")
    said = [a.text for a in again.until(12).actions if isinstance(a, Say)]
    assert said[0] == "<going_on> <left_calves>"
    assert said[-1] == "Reminder for calves."
    again.command("repeat")
    again.until(again.seconds + 8)
    assert [a.text for a in again.actions if isinstance(a, Say)][len(said) :] == said


def test_what_the_runner_changed_stays_changed() -> None:
    _, again = cut_in("hold", "louder", "slower", "talk_less", "music_off")
    assert [a.gain_db for a in again.actions if isinstance(a, SetCoachLevel)] == [4.0]
    again.command("ready")
    assert not any(a.playing for a in again.actions if isinstance(a, PlayMusic))
    again.command("music_on")
    assert [a.playing for a in again.actions if isinstance(a, PlayMusic)][-1]


def test_music_waits_with_the_runner() -> None:
    _, again = cut_in("hold")
    assert [a.playing for a in again.actions if isinstance(a, PlayMusic)] == [False]
    again.command("ready")
    assert [a.playing for a in again.actions if isinstance(a, PlayMusic)] == [False, True]


def test_undo_reaches_back_over_the_cut() -> None:
    before = run(plan()).until_phase("hold", step=0)
    before.until(before.seconds + 5)
    before.command("next")
    before.until(before.seconds + 3)
    again = taken_up(before, plan())
    again.until(4)
    again.command("undo")
    state = again.session.state
    assert (state.step, state.phase, state.clock.counted) == (0, "hold", 5 * RATE)
    again.command("repeat")
    again.until(again.seconds + 8)
    assert "Reminder for glutes." in [a.text for a in again.actions if isinstance(a, Say)]
    worked = {log.fields["side"]: log.fields["worked_frames"] for log in again.to_end().logs("step_finished")
              if log.fields["area"] == "glutes" and log.fields["completed"]}  # fmt: skip
    assert worked["left"] == worked["right"]


def test_an_open_question_about_pain_is_asked_again() -> None:
    _, again = cut_in("hold", "easier")
    assert again.session.state_name == "pain"
    again.until(4)
    assert "<pain_question>" in [a.text for a in again.actions if isinstance(a, Say)]
    again.command("sharp")
    assert len(again.logs("area_ended")) == 1


def test_an_easing_is_not_forgotten() -> None:
    _, again = cut_in("hold", "easier", "strong")
    assert "<pain_lighter> Use your hands." in [a.text for a in again.until(12).actions if isinstance(a, Say)]


@pytest.mark.parametrize("phase", ["closing", "rating", "side", "goodbye"])
def test_after_the_steps_only_the_end_is_left(phase: str) -> None:
    planned = plan(steps=ONE_STEP)
    before = run(planned).until_phase("rating")
    if phase == "closing":
        before = run(planned).until_phase("closing")
    else:
        for command in {"rating": [], "side": ["rate"], "goodbye": ["next"]}[phase]:
            before.command(command, 5 if command == "rate" else None)
    again = taken_up(before, planned)
    assert again.session.state.phase == phase
    assert not again.to_end().logs("step_started")
    assert len(again.logs("session_finished")) == 1


def test_the_question_names_place_and_time() -> None:
    before, _ = cut_in("hold", after=12.0)
    planned = plan(steps=ONE_STEP)
    state = restore(kept(before), planned, RATE)
    assert question(planned, state, RATE) == "<cut_off_in> <seconds> 18 <left_calves>"
    before, _ = cut_in("gap")
    assert question(planned, restore(kept(before), planned, RATE), RATE) == "<cut_off_before> <left_calves>"
    assert question(planned, SessionState(level="first"), RATE) == ""


@pytest.mark.parametrize(("phase", "seconds"), [("sweep", 12 + 5 + 30 + 35 - 3), ("search", 5 + 30 + 35 - 3),
                                                ("hold", 30 + 35 - 3)])  # fmt: skip
def test_the_time_left_in_a_step_counts_what_is_still_to_come(phase: str, seconds: float) -> None:
    planned = plan(steps=(step("calves", "left", 0, hold_seconds=30, holds=2),))
    before = run(planned).until_phase(phase)
    until = before.session.state.clock
    while before.session.state.clock.elapsed(before.session.now) < 3 * RATE:
        before.until(before.seconds + 0.01)
    assert until.counted == 0
    state = restore(kept(before), planned, RATE)
    assert step_seconds_left(planned, state, RATE) == pytest.approx(seconds, abs=0.02)


NEW_AT_A_BEGINNING = {"overlay_since", "quiet_since", "reminders", "ducked_since", "lost_devices", "speaking",
                      "speech_from", "sound_until", "answers", "last_said", "posture", "tool",
                      "taken_up_seconds", "asked_posture", "asked_seconds", "announced"}  # fmt: skip


def test_every_field_of_a_state_is_kept_or_new_at_a_beginning() -> None:
    """A field that a session gains must be kept, too, or it's lost in a crash."""
    before = run().until_phase("hold", step=1)
    everything = {
        **{field.name: True for field in fields(SessionState) if isinstance(field.default, bool)},
        "skipped": frozenset({0}), "worked": frozenset({0}), "ended_by_pain": frozenset({0}),
        "told": frozenset({"x"}), "insights_told": frozenset({"x"}), "owed": ("x",),
        "level": "quiet", "hold": 1, "pace": 1, "loudness_step": 1, "worked_frames": 1, "changed_frames": 1,
        "visits": 1, "rating": 1, "resume_step": 1, "side_override": "left", "gap_seconds": 1.0,
        "overlay": "side",
    }  # fmt: skip
    everything["music_on"] = False
    before.command("longer")
    state = before.session.state.changed(**everything, guide=(Sentence("x", "guide"),))
    data = keep(state, before.session.now)
    assert data is not None
    names = {field.name for field in fields(SessionState)} - NEW_AT_A_BEGINNING
    assert {name.replace("undo_stack", "undo") for name in names} == data.keys()


def test_little_is_kept() -> None:
    before = run().until_phase("hold", step=3)
    before.command("longer")
    assert len(json.dumps(keep(before.session.state, before.session.now))) < 700


def test_wordings_that_were_used_come_last() -> None:
    lines = {**plan().lines, "half_way": ("One.", "Two.", "Three.")}
    planned = replace(plan(), lines=lines)
    before = run(planned).until_phase("hold", step=2)
    again = taken_up(before, planned)
    assert {text: again.session.state.uses.get(text, 0) for text in lines["half_way"]} == {
        text: before.session.state.uses.get(text, 0) for text in lines["half_way"]
    }


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=6,
)
NAMES = [*(field.name for field in fields(SessionState)), "undo"]


@given(st.dictionaries(st.sampled_from(NAMES), JSON, min_size=1, max_size=3), st.booleans())
def test_a_damaged_state_is_refused_or_can_be_lived_with(damage: dict[str, object], below_undo: bool) -> None:
    before = run().until_phase("hold", step=1)
    before.command("longer")
    data = keep(before.session.state, before.session.now)
    assert data is not None
    if below_undo:
        data["undo"][0][1] |= damage
    else:
        data |= damage
    try:
        state = restore(data, plan(), RATE)
    except ValueError:
        return
    again = Run(Session(plan(), rate=RATE, durations=FixedDurations(), kept=state))
    again.event(again.session.first_event)
    again.command("undo")
    again.to_end()


@pytest.mark.parametrize("data", [None, [], 1, {"step": 99}, {"phase": "hold", "clock": [None, 0]},
                                  {"phase": "hold", "clock": [10**8, 0]}, {"undo": [["yes", {}]]}, {"x": 1},
                                  {"phase": "ended"}])  # fmt: skip
def test_what_is_no_state_of_this_plan_is_refused(data: object) -> None:
    with pytest.raises(ValueError, match="state"):
        restore(data, plan(), RATE)


@pytest.mark.parametrize("name", ["skipped", "worked", "ended_by_pain"])
@pytest.mark.parametrize(
    ("step_number", "is_there"), [(-1, False), (0, True), (3, True), (4, False), (1.0, False)]
)
def test_steps_that_the_plan_lacks_are_refused(name: str, step_number: object, is_there: bool) -> None:
    """The plan has four."""
    driven = run().until_phase("hold")
    data = keep(driven.session.state, driven.session.now)
    assert data is not None
    assert restore(data, plan(), RATE).step == 0
    data[name] = [step_number]
    if is_there:
        assert getattr(restore(data, plan(), RATE), name) == {step_number}
    else:
        with pytest.raises(ValueError, match="state"):
            restore(data, plan(), RATE)


@pytest.mark.parametrize("rating", [1, 10])
def test_any_rating_is_kept(rating: int) -> None:
    rated = run(plan()).until_phase("rating")
    rated.command("rate", rating)
    assert taken_up(rated, plan()).session.state.rating == rating
