"""Each phase's words, length and successor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from voice_coach.routine.estimate import speech_seconds
from voice_coach.routine.plan import Step
from voice_coach.session import ending
from voice_coach.session.asides import say_aside, words_for_a_wait
from voice_coach.session.introduction import (
    introduction,
    is_move,
    told_in_full,
)
from voice_coach.session.state import Clock, Phase
from voice_coach.session.timeline import Mark, hold_marks, room_after, search_marks, sweep_marks
from voice_coach.session.turn import Turn

IN_A_STEP: frozenset[Phase] = frozenset({"position", "gap", "sweep", "search", "hold"})
TIMED_WORK: frozenset[Phase] = frozenset({"sweep", "search", "hold"})
Left = Literal["done", "skipped", "moved", "pain", "stopped"]
"""Done, not owed, left for another, hurt, or the end."""


def enter_step(turn: Turn, index: int) -> None:
    """Or the next unskipped one; after the last the closing."""
    steps = turn.setting.plan.steps
    while index < len(steps) and index in turn.state.skipped:
        _log_passed(turn, index)
        index += 1
    came_from = turn.step if turn.state.phase != "opening" else None
    if index >= len(steps):
        ending.enter_closing(turn, came_from)
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
    turn.enter("position", words.said)


def _log_passed(turn: Turn, index: int) -> None:
    step = turn.setting.step(index)
    why = "pain" if index in turn.state.ended_by_pain else "skipped"
    turn.log("step_passed", area=step.area, side=step.side, exercise=step.exercise, step=index, why=why)


def _enter_gap(turn: Turn) -> None:
    turn.enter("gap", seconds=turn.state.gap_seconds)
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
    turn.enter("sweep")
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
        turn.enter("search", _unless_quiet(turn, words), step.search_seconds)


def _enter_hold(turn: Turn) -> None:
    tones = "" if turn.state.breath_told or turn.state.level == "quiet" else turn.line("breath_tones")
    turn.change(breath_told=True)
    words = (*_unless_quiet(turn, _at_rest(turn)), tones)
    turn.enter("hold", seconds=turn.step.hold_seconds)
    turn.guide_meanwhile(words)


def _at_rest(turn: Turn) -> str:
    """How a hold opens. A second spot gets another wording, unless the exercise has its own."""
    words = turn.step.script.hold
    again = turn.state.hold > 0 and words in turn.setting.wording.variants("hold")
    return turn.line("hold") if again else words


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


_AFTER: dict[Phase, Callable[[Turn], None]] = {
    "opening": lambda turn: enter_step(turn, 0),
    "position": _enter_gap,
    "gap": _enter_sweep,
    "sweep": _enter_search,
    "search": _enter_hold,
    "hold": _leave_hold,
    "closing": ending.enter_rating,
    "rating": ending.enter_goodbye,
    "side": ending.enter_goodbye,
    "goodbye": ending.leave_goodbye,
    "stopping": lambda turn: ending.end(turn, "session_stopped"),
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
