"""Each phase's words, length and successor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from voice_coach.routine.body import THINGS
from voice_coach.routine.estimate import LISTED_AREAS, speech_seconds
from voice_coach.routine.memory import Asked
from voice_coach.routine.plan import Step
from voice_coach.session.actions import Finish, Log
from voice_coach.session.asides import last_insight, say_aside, words_for_a_wait
from voice_coach.session.introduction import (
    gun_off,
    introduction,
    is_move,
    posture_line,
    told_in_full,
)
from voice_coach.session.state import Clock, Phase
from voice_coach.session.timeline import Mark, hold_marks, room_after, search_marks, sweep_marks
from voice_coach.session.turn import Turn

IN_A_STEP: frozenset[Phase] = frozenset({"position", "gap", "sweep", "search", "hold"})
TIMED_WORK: frozenset[Phase] = frozenset({"sweep", "search", "hold"})
Left = Literal["done", "skipped", "moved", "pain", "stopped"]
"""Done, not owed, left for another, hurt, or the end."""
QUESTION_SECONDS = 8.0
"""For an answer, once asked."""
_NAMED_IN_THE_WELCOME = 3


def enter_opening(turn: Turn) -> None:
    plan, wording = turn.setting.plan, turn.setting.wording
    log_session_started(turn)
    minutes = wording.whole_minutes(turn.setting.forecast(turn.state, turn.now))
    turn.cue("chime")
    things = [wording.part(f"thing_{thing}") for thing in THINGS if any(thing in s.needs for s in plan.steps)]
    if turn.state.level == "quiet":
        things = []
    with_things = len(plan.tools) + len(things) <= _NAMED_IN_THE_WELCOME
    tools = wording.tools(things if with_things else [])
    welcome = turn.line("welcome", title=plan.title, minutes=minutes, tools=tools)
    needs = turn.line("needs", things=wording.listing(things)) if things and not with_things else ""
    others = _before_we_begin(turn)
    posture = posture_line(turn, plan.steps[0])
    if posture:
        seconds = speech_seconds(others, plan.language)
        turn.change(asked_posture=plan.steps[0].posture, asked_seconds=seconds)
    _enter(turn, "opening", (welcome, needs, posture, *others))


def log_session_started(turn: Turn, **more: object) -> None:
    plan = turn.setting.plan
    turn.log(
        "session_started",
        routine=plan.routine,
        language=plan.language,
        level=plan.level,
        steps=len(plan.steps),
        seed=plan.seed,
        tools=list(plan.tools),
        **more,
    )


def _before_we_begin(turn: Turn) -> tuple[str, ...]:
    """What's left out; for those who can't answer, who should ask first."""
    plan, wording, level = turn.setting.plan, turn.setting.wording, turn.state.level
    gone = turn.line("left_out", areas=wording.listing(list(plan.left_out))) if plan.left_out else ""
    rules = plan.opening if level == "first" else ()
    hurts = turn.line("hurts_live") if level == "first" and plan.listens else ""
    return (gone, *turn.memories("opening"), *(() if plan.listens else plan.listeners), *rules, hurts)


def enter_step(turn: Turn, index: int) -> None:
    """Or the next unskipped one; after the last the closing."""
    steps = turn.setting.plan.steps
    while index < len(steps) and index in turn.state.skipped:
        _log_passed(turn, index)
        index += 1
    came_from = turn.step if turn.state.phase != "opening" else None
    if index >= len(steps):
        enter_closing(turn, came_from)
        return
    moved_on = came_from is not None and turn.state.step not in {index, len(steps)}
    second_side = moved_on and came_from is not None and came_from.pair == steps[index].pair
    turn.change(step=index, hold=0, worked_frames=0, changed_frames=0, side_override=None)
    _introduce(turn, came_from, second_side=second_side)


def enter_step_again(turn: Turn) -> None:
    """The present step again, on the chosen side."""
    turn.change(hold=0, worked_frames=0, changed_frames=0)
    _introduce(turn, None, second_side=False, taken_up=True)


def _introduce(turn: Turn, came_from: Step | None, *, second_side: bool, taken_up: bool = False) -> None:
    step = turn.step
    turn.log(
        "step_started",
        area=step.area,
        side=step.side,
        exercise=step.exercise,
        tool=step.tool,
        step=turn.state.step,
    )
    turn.cue("side_switch" if second_side else "chime", after_sound=True)
    words = introduction(turn, step, came_from=came_from, second_side=second_side, taken_up=taken_up)
    turn.change(
        owed=words.owed,
        gap_seconds=words.gap_seconds,
        posture=step.posture or turn.state.posture,
        tool=turn.state.tool if step.tool == "none" else step.tool,
    )
    _enter(turn, "position", words.said)


def _log_passed(turn: Turn, index: int) -> None:
    step = turn.setting.step(index)
    why = "pain" if index in turn.state.ended_by_pain else "skipped"
    turn.log("step_passed", area=step.area, side=step.side, exercise=step.exercise, step=index, why=why)


def _enter(turn: Turn, phase: Phase, texts: tuple[str, ...] = (), seconds: float | None = None) -> None:
    length = None if seconds is None else turn.setting.frames(seconds)
    turn.change(phase=phase, clock=Clock(length), guide=())
    turn.log("phase_started", phase=phase)
    turn.guide(texts)


def _enter_gap(turn: Turn) -> None:
    _enter(turn, "gap", seconds=turn.state.gap_seconds)
    turn.guide_meanwhile(turn.state.owed)
    owed = speech_seconds(turn.state.owed, turn.setting.plan.language)
    turn.guide_meanwhile((words_for_a_wait(turn, turn.state.gap_seconds - owed),))


def _enter_sweep(turn: Turn) -> None:
    step = turn.step
    words = step.script.range if is_move(step) and told_in_full(turn, step) else step.script.sweep
    turn.change(told=turn.state.told | {step.exercise})
    if step.strokes == 0:
        _enter_search(turn)
        return
    # Whole strokes in frames, not the rounded product: every stroke of both sides is equally long.
    length = step.strokes * turn.setting.frames(step.stroke_seconds)
    _enter(turn, "sweep")
    turn.change(clock=Clock(length))
    turn.guide_meanwhile(_unless_quiet(turn, words or step.script.sweep))


def _enter_search(turn: Turn) -> None:
    step = turn.step
    if turn.state.hold >= step.holds:
        finish_step(turn)
    elif step.search_seconds == 0:
        _enter_hold(turn)
    else:
        words = turn.line("fresh_spot") if turn.state.hold else step.script.search
        _enter(turn, "search", _unless_quiet(turn, words), step.search_seconds)


def _enter_hold(turn: Turn) -> None:
    tones = "" if turn.state.breath_told or turn.state.level == "quiet" else turn.line("breath_tones")
    turn.change(breath_told=True)
    words = (*_unless_quiet(turn, turn.step.script.hold), tones)
    _enter(turn, "hold", seconds=turn.step.hold_seconds)
    turn.guide_meanwhile(words)


def _leave_hold(turn: Turn) -> None:
    turn.change(hold=turn.state.hold + 1)
    if turn.state.hold < turn.step.holds:
        turn.cue("end")
    _enter_search(turn)


def _unless_quiet(turn: Turn, text: str) -> tuple[str, ...]:
    return () if turn.state.level == "quiet" else (text,)


def finish_step(turn: Turn) -> None:
    """The end tone, then the next step or a change of sides."""
    turn.cue("end")
    leave_step(turn, "done")
    following = turn.state.resume_step if turn.state.resume_step is not None else turn.state.step + 1
    # Commands of a finished step are past: undo mustn't go back over them.
    turn.change(resume_step=None, undo_stack=())
    enter_step(turn, following)


def leave_step(turn: Turn, why: Left) -> None:
    """Log the step, the running part included."""
    part = turn.state.clock.elapsed(turn.now) if turn.state.phase in TIMED_WORK else 0
    worked = turn.state.worked_frames + part
    step = turn.step
    turn.log(
        "step_finished",
        area=step.area,
        side=turn.state.side_override or step.side,
        exercise=step.exercise,
        worked_frames=worked,
        worked_seconds=round(worked / turn.setting.rate, 6),
        completed=why == "done",
        why=why,
        changed_seconds=round(turn.state.changed_frames / turn.setting.rate, 6),
        step=turn.state.step,
        visit=turn.state.visits,
    )
    done = frozenset({turn.state.step} if worked else ())
    turn.change(
        worked_frames=0,
        changed_frames=0,
        clock=Clock(),
        worked=turn.state.worked | done,
        visits=turn.state.visits + 1,
        owed=(),
    )


def enter_closing(turn: Turn, came_from: Step | None) -> None:
    plan, off = turn.setting.plan, gun_off(turn, came_from)
    done = [step for index, step in enumerate(plan.steps) if index in turn.state.worked]
    turn.cue("chime", after_sound=True)
    turn.change(step=len(plan.steps))
    summary = _what_was_done(turn, done) if done else ""
    longer = turn.line("praise_longer") if turn.state.held_longer else ""
    past = turn.memories("closing")
    _enter(turn, "closing", (off, summary, longer, *past, last_insight(turn), *plan.closing))


def _what_was_done(turn: Turn, done: list[Step]) -> str:
    """The areas; empty if it's long and all there was."""
    everything = len(done) == len(turn.setting.plan.steps)
    if everything and len({step.area for step in done}) > LISTED_AREAS:
        return ""
    return turn.line("done", areas=turn.setting.wording.areas(done))


def enter_rating(turn: Turn) -> None:
    if not turn.setting.plan.listens:
        enter_goodbye(turn)
        return
    one = asked(turn)
    question = "" if one is None else turn.line("rate_question_area", area=one.name)
    _enter(turn, "rating", (question or turn.line("rate_question"),), QUESTION_SECONDS)


def asked(turn: Turn) -> Asked | None:
    """The area asked about, if worked; ``None``: everything."""
    one = turn.setting.plan.asked
    steps = (step for index, step in enumerate(turn.setting.plan.steps) if index in turn.state.worked)
    if one is None or "rate_question_area" not in turn.setting.plan.lines:
        return None
    return one if any(step.area == one.area and one.side in {"", step.side} for step in steps) else None


def enter_side_question(turn: Turn) -> None:
    """Which was tighter? For runners who have just answered."""
    one = asked(turn)
    alone = one is not None and one.side
    steps = [step for step in turn.setting.plan.steps if one is None or step.area == one.area]
    if not alone and any(step.side != "both" for step in steps):
        _enter(turn, "side", (turn.line("which_side_tighter"),), QUESTION_SECONDS)
    else:
        enter_goodbye(turn)


def enter_goodbye(turn: Turn) -> None:
    _enter(turn, "goodbye", (turn.line("goodbye"),))


def _leave_goodbye(turn: Turn) -> None:
    turn.cue("chime", after_sound=True)
    _end(turn, "session_finished")


def stop_after_answer(turn: Turn) -> None:
    """Ends once the answer has been said."""
    turn.change(phase="stopping", overlay=None, clock=Clock(), guide=(), undo_stack=())


def _end(turn: Turn, event: str) -> None:
    """Nothing follows. ``event``: session_finished or session_stopped."""
    turn.change(phase="ended", overlay=None, clock=Clock(), guide=(), answers=(), undo_stack=())
    last_frame = max(turn.now, turn.state.sound_until)
    turn.actions += (Log(event, last_frame, {}), Finish(last_frame))


_AFTER: dict[Phase, Callable[[Turn], None]] = {
    "opening": lambda turn: enter_step(turn, 0),
    "position": _enter_gap,
    "gap": _enter_sweep,
    "sweep": _enter_search,
    "search": _enter_hold,
    "hold": _leave_hold,
    "closing": enter_rating,
    "rating": enter_goodbye,
    "side": enter_goodbye,
    "goodbye": _leave_goodbye,
    "stopping": lambda turn: _end(turn, "session_stopped"),
}


def go_on(turn: Turn) -> None:
    """Enter the following phase."""
    if turn.state.phase in TIMED_WORK:
        elapsed = turn.state.clock.elapsed(turn.now)
        turn.change(worked_frames=turn.state.worked_frames + elapsed, clock=Clock())
    _AFTER[turn.state.phase](turn)


def marks(turn: Turn) -> tuple[Mark, ...]:
    """Of the running part, past ones included."""
    length, rate = turn.state.clock.length, turn.setting.rate
    if length is None:
        return ()
    if turn.state.phase == "sweep":
        step = turn.step
        ends_in_search = step.holds > 0 and step.search_seconds == 0
        return sweep_marks(
            length, turn.setting.frames(step.stroke_seconds), rate, ends_in_search=ends_in_search
        )
    if turn.state.phase == "search":
        return search_marks(length, rate)
    return hold_marks(length, rate) if turn.state.phase == "hold" else ()


def fire(turn: Turn, mark: Mark) -> None:
    clock = turn.state.clock
    turn.change(clock=Clock(clock.length, clock.counted, clock.running_since, clock.fired | {mark.key}))
    if mark.kind == "cue":
        turn.bed_cue(mark.name)
        return
    say_aside(turn, mark, room_after(marks(turn), mark, clock.length or 0) - turn.setting.rate // 10)
