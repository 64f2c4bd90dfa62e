"""Every command of the contract, in the states where it makes sense."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.session.driver import RATE, Run, plan, run, step
from voice_coach.routine.plan import Level
from voice_coach.session.actions import CancelCues, CancelSpeech, PlayCue, PlayMusic, Say, SetCoachLevel
from voice_coach.session.commands import COMMAND_NAMES
from voice_coach.session.table import TABLE


def in_hold() -> Run:
    """Five seconds into the first hold, nothing being said."""
    driven = run().until_phase("hold")
    while driven.session.state.clock.elapsed(driven.session.now) < 5 * RATE:
        driven.until(driven.seconds + 0.05)
    assert driven.session.state.speaking is None
    return driven


def hold_left(driven: Run) -> int:
    clock = driven.session.state.clock
    assert clock.length is not None
    return clock.length - clock.elapsed(driven.session.now)


def state_name(driven: Run) -> str:
    return driven.session.state_name


def level(driven: Run) -> str:
    return driven.session.state.level


def said(driven: Run) -> list[str]:
    return [action.text for action in driven.actions if isinstance(action, Say)]


def test_every_command_of_the_contract_makes_sense_somewhere() -> None:
    assert {name for commands in TABLE.values() for name in commands} == set(COMMAND_NAMES)


def test_ready_ends_the_setup_gap() -> None:
    driven = run().until_phase("gap")
    driven.command("ready")
    assert driven.session.state.phase == "sweep"


def test_ready_cuts_the_position_short_and_begins() -> None:
    driven = run().until_phase("position")
    driven.until(driven.seconds + 1)
    driven.command("ready")
    assert driven.session.state.phase == "sweep"


def test_next_goes_to_the_other_side_and_then_to_the_next_area() -> None:
    driven = in_hold()
    driven.command("next")
    assert driven.session.state.step == 1
    driven.command("next")
    assert driven.session.state.step == 2


def test_next_on_the_last_step_goes_to_the_closing() -> None:
    driven = run().until_phase("hold", step=3)
    driven.command("next")
    assert driven.session.state.phase == "closing"


def test_back_goes_to_the_step_before_and_not_before_the_first() -> None:
    driven = run().until_phase("hold", step=1)
    driven.command("back")
    assert driven.session.state.step == 0
    driven.until_phase("gap")
    driven.command("back")
    assert driven.cues()[-1][1] == "not_now"


def test_repeat_says_the_last_prompt_and_the_clock_waits() -> None:
    driven = in_hold()
    left = hold_left(driven)
    driven.command("repeat")
    driven.until(driven.seconds + 1.5)
    assert said(driven)[-1] == "Hold there."
    assert hold_left(driven) == left


def test_pause_stands_still_and_resume_goes_on_from_the_same_frame() -> None:
    driven = in_hold()
    left = hold_left(driven)
    driven.command("pause")
    driven.until(driven.seconds + 40)
    assert hold_left(driven) == left
    driven.command("resume")
    assert hold_left(driven) == left
    driven.until(driven.seconds + 1)
    assert hold_left(driven) == left - RATE


def test_a_sentence_cut_by_a_pause_is_said_again_whole() -> None:
    driven = run().until_phase("position")
    driven.until(driven.seconds + 2)
    cut = said(driven)[-1]
    driven.command("pause")
    assert any(isinstance(action, CancelSpeech) for action in driven.actions)
    driven.until(driven.seconds + 10)
    driven.command("resume")
    driven.until(driven.seconds + 2)
    assert said(driven)[-1] == cut


@pytest.mark.parametrize(("number", "added"), [(None, 15), (10, 10), (60, 60)])
def test_longer_adds_what_is_asked_for(number: int | None, added: int) -> None:
    driven = in_hold()
    left = hold_left(driven)
    driven.command("longer", number)
    assert hold_left(driven) == left + added * RATE


def test_longer_ends_at_two_minutes_and_says_so() -> None:
    driven = in_hold()
    for _ in range(4):
        driven.command("longer", 60)
    assert driven.session.state.clock.length == 120 * RATE
    driven.until(driven.seconds + 5)
    assert "<longer_limit> <minutes> 2" in said(driven)


def test_a_spot_under_the_gun_is_held_twenty_seconds_at_most() -> None:
    gun = tuple(replace(step("quads", side, 0, hold_seconds=15), tool="gun") for side in ("left", "right"))
    driven = run(plan(steps=gun)).until_phase("hold")
    driven.until(driven.seconds + 5)
    driven.command("longer", 60)
    assert driven.session.state.clock.length == 20 * RATE
    driven.until(driven.seconds + 5)
    assert "<longer_limit> <seconds> 20" in said(driven)


def test_past_a_minute_on_one_spot_the_coach_asks_for_a_fresh_one() -> None:
    driven = in_hold()
    driven.command("longer", 60)
    driven.until_phase("gap", step=1)
    assert "<fresh_spot>" in said(driven)


def test_longer_in_a_sweep_adds_whole_strokes() -> None:
    driven = run().until_phase("sweep")
    driven.until(driven.seconds + 3)
    driven.command("longer", 10)
    assert driven.session.state.clock.length == (4 + 3) * 3 * RATE


def test_longer_in_a_sweep_ends_with_a_whole_stroke_at_its_limit() -> None:
    slow = tuple(replace(step("quads", side, 0), stroke_seconds=3.5) for side in ("left", "right"))
    driven = run(plan(steps=slow)).until_phase("sweep")
    for _ in range(3):
        driven.command("longer", 60)
    assert driven.session.state.clock.length == 34 * 3.5 * RATE  # 119 s of 120


def test_shorter_leaves_the_breath_and_the_countdown_whole() -> None:
    driven = in_hold()
    driven.command("shorter", 60)
    assert hold_left(driven) == round((0.2 + 3.5) * RATE)
    driven.until_phase("gap", step=1)
    assert [name for _, name in driven.cues()][-5:-1] == ["countdown"] * 3 + ["end"]


def test_shorter_in_the_countdown_changes_nothing_and_says_so() -> None:
    driven = in_hold()
    driven.until(driven.seconds + hold_left(driven) / RATE - 2)
    driven.command("shorter")
    assert hold_left(driven) == 2 * RATE
    driven.until(driven.seconds + 8)
    assert "<nearly_over>" in said(driven)


def test_switch_goes_to_the_other_side_and_then_past_both() -> None:
    driven = in_hold()
    driven.command("switch")
    assert driven.session.state.step == 1
    driven.until_phase("hold")
    driven.command("switch")
    assert driven.session.state.step == 0
    driven.until_phase("position", step=2)


def test_switch_asks_which_side_where_both_work_at_once() -> None:
    driven = run(plan(steps=(step("glutes", "both", 0),))).until_phase("hold")
    driven.command("switch")
    assert state_name(driven) == "side"
    driven.until(driven.seconds + 4)
    driven.command("left")
    assert state_name(driven) == "working"
    assert driven.session.state.side_override == "left"


def test_nobody_answering_which_side_lets_the_hold_go_on() -> None:
    driven = run(plan(steps=(step("glutes", "both", 0),))).until_phase("hold")
    driven.command("switch")
    driven.until(driven.seconds + 12)
    assert state_name(driven) == "working"


def test_left_alone_leaves_the_right_side_out() -> None:
    driven = in_hold()
    driven.command("left")
    driven.to_end()
    sides = [log.fields["side"] for log in driven.logs("step_started")]
    assert sides == ["left", "left", "right"]


def test_right_alone_goes_there_and_does_not_come_back() -> None:
    driven = in_hold()
    driven.command("right")
    driven.to_end()
    steps = [(log.fields["area"], log.fields["side"]) for log in driven.logs("step_started")]
    assert steps == [("glutes", "left"), ("glutes", "right"), ("calves", "left"), ("calves", "right")]


@pytest.mark.parametrize("name", ["time_left", "whats_next", "how", "help"])
def test_questions_are_answered_and_change_nothing(name: str) -> None:
    driven = in_hold()
    before = driven.session.state
    driven.command(name)
    driven.until(driven.seconds + 1)
    state = driven.session.state
    assert said(driven)[-1] != "Relax."
    assert (state.step, state.phase, state.clock.length, state.undo_stack) == (
        before.step,
        before.phase,
        before.clock.length,
        (),
    )


@pytest.mark.parametrize("name", ["time_left", "whats_next"])
@pytest.mark.parametrize("before_seconds", [0.01, 0.5, 0.8])
def test_what_is_told_at_the_very_end_of_a_part_is_told_in_that_part(
    name: str, before_seconds: float
) -> None:
    ends = in_hold().to_end().logs("step_finished")[0].at_frame / RATE
    driven = in_hold().until(ends - before_seconds)
    done = len(driven.actions)
    driven.command(name)
    driven.to_end()
    answer = next(action for action in driven.actions[done:] if isinstance(action, Say))
    assert answer.at_frame < driven.logs("step_finished")[0].at_frame


def test_time_left_is_true() -> None:
    driven = in_hold()
    driven.command("time_left")
    driven.until(driven.seconds + 1)
    assert "<seconds> 15" in said(driven)[-1]


def test_louder_and_quieter_have_limits() -> None:
    driven = in_hold()
    for _ in range(3):
        driven.command("louder")
    gains = [action.gain_db for action in driven.actions if isinstance(action, SetCoachLevel)]
    assert gains == [4.0, 8.0]
    driven.until(driven.seconds + 2)
    assert "<loudest>" in said(driven)


def test_slower_speaks_slower() -> None:
    driven = in_hold()
    driven.command("slower")
    driven.until(driven.seconds + 1)
    assert [action.pace for action in driven.actions if isinstance(action, Say)][-1] == -1


def test_talk_less_down_to_the_tones_alone() -> None:
    driven = in_hold()
    driven.command("talk_less")
    driven.command("talk_less")
    assert level(driven) == "quiet"
    driven.command("talk_less")
    assert driven.cues()[-1][1] == "not_now"
    driven.command("talk_more")
    assert level(driven) == "usual"


@pytest.mark.parametrize("command", ["pause", "music_off", "stop"])
def test_undo_brings_the_music_back(command: str) -> None:
    driven = run(has_music=True).until_phase("hold")
    driven.command(command)
    driven.command("undo")
    assert [action.playing for action in driven.actions if isinstance(action, PlayMusic)][-1]


def test_a_sweep_that_goes_over_into_a_hold_asks_for_a_tender_spot() -> None:
    at_once = replace(step("calves", "left", 0, strokes=8), search_seconds=0)
    assert "Find a tender spot." in said(run(plan(steps=(at_once,))).until_phase("hold"))
    without_hold = replace(at_once, holds=0)
    assert "Find a tender spot." not in said(run(plan(steps=(without_hold,))).until_phase("closing"))


def test_a_tool_is_named_only_when_it_changes() -> None:
    steps = [
        replace(step("glutes", "both", 0), tool="ball"),
        replace(step("glutes", "both", 1), tool="none"),
        replace(step("calves", "both", 2), tool="ball"),
        step("quads", "both", 3),
    ]
    driven = run(replace(plan(steps=tuple(steps)), tools=("ball", "roller"))).to_end()
    named = [text for text in said(driven) if text.startswith("<take_tool>")]
    assert named == ["<take_tool> <the_ball>", "<take_tool> <the_roller>"]


def test_music_makes_sense_only_where_there_is_music() -> None:
    silent = in_hold()
    silent.command("music_off")
    assert silent.cues()[-1][1] == "not_now"
    driven = run(has_music=True).until_phase("hold")
    driven.command("music_off")
    assert [action.playing for action in driven.actions if isinstance(action, PlayMusic)] == [True, False]
    driven.command("pause")
    driven.command("resume")
    assert [action.playing for action in driven.actions if isinstance(action, PlayMusic)][-1] is False


def test_rating_and_the_tighter_side_are_written_down() -> None:
    driven = run().until_phase("rating")
    driven.until(driven.seconds + 4)
    driven.command("rate", 7)
    assert driven.session.state.rating == 7
    assert state_name(driven) == "side"
    driven.until(driven.seconds + 5)
    driven.command("right")
    driven.to_end()
    assert driven.logs("rated")[0].fields["value"] == 7
    assert driven.logs("tighter_side")[0].fields["side"] == "right"
    assert driven.actions[-2:][0] in driven.logs("session_finished")


def test_stop_is_silent_at_once_and_asks() -> None:
    driven = run().until_phase("position")
    driven.until(driven.seconds + 1.5)
    actions = driven.command("stop")
    assert CancelSpeech(driven.session.now) in actions
    assert CancelCues(driven.session.now) in actions
    assert state_name(driven) == "confirm"
    driven.until(driven.seconds + 2)
    assert said(driven)[-1] == "<confirm_stop>"


def test_yes_ends_and_no_keeps_it_paused() -> None:
    driven = in_hold()
    driven.command("stop")
    driven.command("no")
    assert state_name(driven) == "paused"
    driven.command("stop")
    driven.command("yes")
    driven.to_end()
    assert driven.logs("session_stopped")
    assert not driven.logs("session_finished")


def test_ten_silent_seconds_keep_it_paused() -> None:
    driven = in_hold()
    driven.command("stop")
    question_over = driven.seconds + 0.62 + 2
    driven.until(question_over + 9.9)
    assert state_name(driven) == "confirm"
    driven.until(question_over + 10.1)
    assert state_name(driven) == "paused"


def test_a_pause_of_a_quarter_of_an_hour_ends_the_session() -> None:
    driven = in_hold()
    driven.command("pause")
    start = driven.seconds
    driven.to_end()
    assert 900 <= driven.seconds - start < 910


def test_what_makes_no_sense_gets_the_not_now_cue_and_changes_nothing() -> None:
    for state, at in (("setup", "gap"), ("working", "sweep"), ("rating", "rating")):
        for name in sorted(set(COMMAND_NAMES) - set(TABLE[state])):  # type: ignore[index]
            driven = run().until_phase(at)
            driven.until(driven.seconds + 3)
            before = driven.session.state
            actions = driven.command(name)
            assert PlayCue("not_now", driven.session.now) in actions, name
            after = driven.session.state
            assert (after.phase, after.step, after.overlay, after.undo_stack) == (
                before.phase,
                before.step,
                None,
                (),
            )


UNDOABLE = ("next", "back", "longer", "shorter", "switch", "left", "right", "pause", "easier", "stop")


@pytest.mark.parametrize("name", UNDOABLE)
def test_undo_restores_the_moment_and_its_time_to_the_frame(name: str) -> None:
    driven = run().until_phase("hold", step=1)
    driven.until(driven.seconds + 2 + 5)
    before, left = driven.session.state, hold_left(driven)
    driven.command(name)
    driven.until(driven.seconds + 3)
    driven.command("undo")
    state = driven.session.state
    assert (state.phase, state.step, state.hold, state.overlay) == ("hold", 1, 0, None)
    assert (state.pace, state.loudness_step, state.level, state.skipped, state.pain_open) == (
        before.pace,
        before.loudness_step,
        before.level,
        before.skipped,
        False,
    )
    assert hold_left(driven) == left
    driven.until_phase("position", step=2)


def test_undoing_a_setting_leaves_the_time_alone() -> None:
    driven = in_hold()
    left = hold_left(driven)
    driven.command("louder")
    driven.command("slower")
    driven.until(driven.seconds + 3)
    driven.command("undo")
    state = driven.session.state
    assert (state.pace, state.loudness_step) == (0, 1)
    assert hold_left(driven) == left - 3 * RATE


def test_after_a_resume_undo_does_not_bring_the_pause_back() -> None:
    driven = in_hold()
    driven.command("longer", 10)
    driven.command("pause")
    driven.until(driven.seconds + 5)
    driven.command("resume")
    driven.command("undo")
    assert state_name(driven) == "working"
    assert driven.session.state.clock.length == 20 * RATE


def test_what_was_done_in_a_finished_step_is_past() -> None:
    driven = in_hold()
    driven.command("longer", 10)
    driven.until_phase("gap", step=1)
    driven.command("undo")
    assert driven.cues()[-1][1] == "not_now"


def test_undo_takes_back_one_command_after_another() -> None:
    driven = in_hold()
    left = hold_left(driven)
    driven.command("longer", 10)
    driven.command("longer", 20)
    driven.command("undo")
    driven.command("undo")
    assert hold_left(driven) == left
    driven.command("undo")
    assert driven.cues()[-1][1] == "not_now"


def in_state(name: str) -> Run:
    if name in {"rating", "side"}:
        driven = run(has_music=True).until_phase("rating")
        if name == "side":
            driven.command("rate", 4)
        return driven
    driven = run(has_music=True).until_phase("position" if name == "setup" else "hold", step=2)
    opened = {"paused": "pause", "confirm": "stop", "pain": "easier"}
    if name in opened:
        driven.command(opened[name])
    return driven


@pytest.mark.parametrize(
    ("state", "command"),
    [(state, command) for state in TABLE if state != "ended" for command in TABLE[state]],
)
def test_every_command_is_answered_by_a_tone_at_once(state: str, command: str) -> None:
    driven = in_state(state)
    assert state_name(driven) == state
    done = driven.command(command, 4 if command == "rate" else None)
    assert any(isinstance(one, PlayCue) and one.at_frame == driven.session.now for one in done)


@pytest.mark.parametrize(
    "command",
    ["louder", "quieter", "slower", "faster", "talk_less", "talk_more", "music_on", "music_off"],
)
def test_undoing_a_setting_of_the_coach_takes_no_time_back(command: str) -> None:
    driven = run(plan("usual"), has_music=True).until_phase("hold")
    if command == "music_on":
        driven.command("music_off")
    driven.command(command)
    driven.until(driven.seconds + 5)
    left = hold_left(driven)
    driven.command("undo")
    assert hold_left(driven) == left


def test_a_sentence_is_in_the_journal_from_its_first_frame_to_its_last() -> None:
    driven = run().to_end()
    starts = [action.at_frame for action in driven.actions if isinstance(action, Say)]
    assert [(start, end) for start, end, _ in driven.spoken()] == [(at, at + 2 * RATE) for at in starts]
    assert {log.fields["cut"] for log in driven.logs("speech")} == {False}


def test_a_sentence_cut_short_ends_where_it_was_cut() -> None:
    driven = run().until_phase("position")
    driven.until(driven.seconds + 1)
    driven.command("pause")
    last = driven.logs("speech")[-1]
    assert (last.fields["end"], last.fields["cut"]) == (driven.seconds, True)


def test_a_step_left_before_its_first_stroke_was_not_worked() -> None:
    driven = run().until_phase("position", step=2)
    driven.command("next")
    left = driven.logs("step_finished")[-1]
    assert (left.fields["worked_frames"], left.fields["why"]) == (0, "skipped")


def test_the_only_side_there_is_does_not_start_a_pair() -> None:
    one = run(plan(steps=(step("calves", "left", 0),))).until_phase("hold")
    assert "<to_side> <left>" in said(one)
    assert not any(text.startswith("<start_side>") for text in said(one))


@pytest.mark.parametrize(("level", "heard"), [("first", True), ("usual", True), ("quiet", False)])
def test_how_to_turn_over_is_said_before_the_second_side(level: Level, heard: bool) -> None:
    sides = [step("calves", side, 0) for side in ("left", "right")]
    steps = tuple(replace(one, script=replace(one.script, turn="Turn over.")) for one in sides)
    assert ("Turn over." in said(run(plan(level, steps)).to_end())) == heard


def test_what_is_owed_before_the_first_stroke_is_said_even_past_the_gap() -> None:
    driven = run(plan(steps=(replace(step("calves", "left", 0), setup_seconds=1),))).until_phase("sweep")
    owed = ["Range for calves.", "<keep_off> the bone by the calves"]
    assert [text for text in said(driven) if text in owed] == owed
    assert max(end for _, end, text in driven.spoken() if text in owed) <= driven.session.now


def test_a_side_whose_other_is_left_out_stands_alone() -> None:
    driven = run().until_phase("hold", step=2)
    driven.command("left")
    driven.command("next")
    driven.command("back")
    driven.until_phase("sweep", step=2)
    assert [text for text in said(driven) if text.endswith("<left>")][-1] == "<to_side> <left>"
