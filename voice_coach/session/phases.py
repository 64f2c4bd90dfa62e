"""The walk through a session: what each phase says on entry, how long it takes, and what follows it."""

from __future__ import annotations

from collections.abc import Callable

from voice_coach.routine.plan import Step
from voice_coach.session.actions import Finish, Log
from voice_coach.session.state import Clock, Phase
from voice_coach.session.timeline import Mark, hold_marks, room_after, search_marks, sweep_marks
from voice_coach.session.turn import Turn

IN_A_STEP: frozenset[Phase] = frozenset({"position", "gap", "sweep", "search", "hold"})
TIMED_WORK: frozenset[Phase] = frozenset({"sweep", "search", "hold"})
_WORDINGS_TRIED = 3
"""An aside that does not fit may fit in other words."""
QUESTION_SECONDS = 8.0
"""How long a question waits for its answer once it has been asked."""


def enter_opening(turn: Turn) -> None:
    plan, wording = turn.setting.plan, turn.setting.wording
    turn.log(
        "session_started",
        routine=plan.routine,
        language=plan.language,
        level=plan.level,
        steps=len(plan.steps),
    )
    minutes = wording.whole_minutes(turn.setting.forecast(turn.state, turn.now))
    turn.cue("chime")
    welcome = turn.line("welcome", title=plan.title, minutes=minutes, tools=wording.tools())
    _enter(turn, "opening", (welcome, *(plan.opening if turn.state.level == "first" else ())))


def enter_step(turn: Turn, index: int) -> None:
    """Begin step ``index``, or the next one that is not skipped; after the last one the closing."""
    steps = turn.setting.plan.steps
    while index < len(steps) and index in turn.state.skipped:
        index += 1
    if index >= len(steps):
        _enter_closing(turn)
        return
    came_from = turn.step if turn.state.phase != "opening" else None
    moved_on = came_from is not None and turn.state.step not in {index, len(steps)}
    second_side = moved_on and came_from is not None and came_from.pair == steps[index].pair
    turn.change(step=index, hold=0, worked_frames=0, side_override=None)
    step = steps[index]
    turn.log(
        "step_started", area=step.area, side=step.side, exercise=step.exercise, tool=step.tool, step=index
    )
    turn.cue("side_switch" if second_side else "chime", after_sound=True)
    _enter(turn, "position", _introduction(turn, step, second_side=second_side, first=came_from is None))


def _introduction(turn: Turn, step: Step, *, second_side: bool, first: bool) -> tuple[str, ...]:
    script, level = step.script, turn.state.level
    side = turn.setting.wording.part(step.side)
    if second_side:
        return (turn.line("same_other_side", side=side), script.reminder if level == "first" else "")
    area = turn.line("area_first" if first else "area_then", area=script.area)
    start = "" if step.side == "both" else turn.line("start_side", side=side)
    detail = {"first": (*script.where, *script.position), "usual": (script.reminder,), "quiet": ()}[level]
    return (area, *detail, start)


def _enter(turn: Turn, phase: Phase, texts: tuple[str, ...] = (), seconds: float | None = None) -> None:
    length = None if seconds is None else turn.setting.frames(seconds)
    turn.change(phase=phase, clock=Clock(length), guide=())
    turn.log("phase_started", phase=phase)
    turn.guide(texts)


def _enter_gap(turn: Turn) -> None:
    step, earlier = turn.step, turn.state.step - 1
    same_pair = earlier >= 0 and turn.setting.step(earlier).pair == step.pair
    _enter(turn, "gap", seconds=turn.setting.plan.switch_gap_seconds if same_pair else step.setup_seconds)


def _enter_sweep(turn: Turn) -> None:
    step = turn.step
    if step.strokes == 0:
        _enter_search(turn)
        return
    # Whole strokes in frames, not the rounded product: every stroke of both sides is equally long.
    length = step.strokes * turn.setting.frames(step.stroke_seconds)
    _enter(turn, "sweep", _unless_quiet(turn, step.script.sweep))
    turn.change(clock=Clock(length))


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
    _enter(turn, "hold", _unless_quiet(turn, turn.step.script.hold), turn.step.hold_seconds)


def _leave_hold(turn: Turn) -> None:
    turn.change(hold=turn.state.hold + 1)
    if turn.state.hold < turn.step.holds:
        turn.cue("end")
    _enter_search(turn)


def _unless_quiet(turn: Turn, text: str) -> tuple[str, ...]:
    return () if turn.state.level == "quiet" else (text,)


def finish_step(turn: Turn) -> None:
    """The end tone, then what comes after: the runner's wish to change sides decides where to go on."""
    turn.cue("end")
    leave_step(turn, completed=True)
    following = turn.state.resume_step if turn.state.resume_step is not None else turn.state.step + 1
    # What was commanded in a step that has run its course is past: undo must not leap back over it.
    turn.change(resume_step=None, undo_stack=())
    enter_step(turn, following)


def leave_step(turn: Turn, *, completed: bool) -> None:
    """Write down what a step came to; the clock of the part being left counts too."""
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
        completed=completed,
    )
    turn.change(worked_frames=0, clock=Clock())


def _enter_closing(turn: Turn) -> None:
    plan = turn.setting.plan
    done = [step for index, step in enumerate(plan.steps) if index not in turn.state.skipped]
    turn.cue("chime", after_sound=True)
    turn.change(step=len(plan.steps))
    summary = turn.line("done", areas=turn.setting.wording.areas(done)) if done else ""
    _enter(turn, "closing", (summary, *plan.closing))


def _enter_rating(turn: Turn) -> None:
    _enter(turn, "rating", (turn.line("rate_question"),), QUESTION_SECONDS)


def enter_side_question(turn: Turn) -> None:
    """Which side was tighter? Asked only of a runner who has just answered."""
    if any(step.side != "both" for step in turn.setting.plan.steps):
        _enter(turn, "side", (turn.line("which_side_tighter"),), QUESTION_SECONDS)
    else:
        enter_goodbye(turn)


def enter_goodbye(turn: Turn) -> None:
    _enter(turn, "goodbye", (turn.line("goodbye"),))


def _leave_goodbye(turn: Turn) -> None:
    turn.cue("chime", after_sound=True)
    _end(turn, "session_finished")


def stop_after_answer(turn: Turn) -> None:
    """The session is over once the answer just given has been said."""
    turn.change(phase="stopping", overlay=None, clock=Clock(), guide=(), undo_stack=())


def _end(turn: Turn, event: str) -> None:
    """Nothing follows. ``event`` is session_finished or session_stopped."""
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
    "closing": _enter_rating,
    "rating": enter_goodbye,
    "side": enter_goodbye,
    "goodbye": _leave_goodbye,
    "stopping": lambda turn: _end(turn, "session_stopped"),
}


def go_on(turn: Turn) -> None:
    """Leave the present phase for the one that follows it."""
    if turn.state.phase in TIMED_WORK:
        elapsed = turn.state.clock.elapsed(turn.now)
        turn.change(worked_frames=turn.state.worked_frames + elapsed, clock=Clock())
    _AFTER[turn.state.phase](turn)


def marks(turn: Turn) -> tuple[Mark, ...]:
    """What the running part has still to sound, past marks included."""
    length, rate = turn.state.clock.length, turn.setting.rate
    if length is None:
        return ()
    if turn.state.phase == "sweep":
        return sweep_marks(length, turn.setting.frames(turn.step.stroke_seconds))
    if turn.state.phase == "search":
        return search_marks(length, rate)
    return hold_marks(length, rate) if turn.state.phase == "hold" else ()


def fire(turn: Turn, mark: Mark) -> None:
    clock = turn.state.clock
    turn.change(clock=Clock(clock.length, clock.counted, clock.running_since, clock.fired | {mark.key}))
    if mark.kind == "cue":
        turn.bed_cue(mark.name)
        return
    room = room_after(marks(turn), mark, clock.length or 0) - turn.setting.rate // 10
    for _ in range(_WORDINGS_TRIED):
        if turn.aside(_aside_text(turn, mark.name), room):
            return


def _aside_text(turn: Turn, name: str) -> str:
    if name == "fresh_spot":
        return turn.line("fresh_spot")
    if turn.state.level == "quiet":
        return ""
    if name == "during":
        during = turn.step.script.during
        return (
            during[(turn.state.step + turn.state.hold + len(turn.state.clock.fired)) % len(during)]
            if during
            else ""
        )
    return turn.line("half_way") if name == "half_way" else what_comes(turn)


def what_comes(turn: Turn) -> str:
    """A sentence on what follows this step."""
    steps, state = turn.setting.plan.steps, turn.state
    if state.phase == "opening":
        return turn.line("coming_area", area=steps[0].script.area)
    following = state.resume_step if state.resume_step is not None else state.step + 1
    while following < len(steps) and following in state.skipped:
        following += 1
    if following >= len(steps):
        return turn.line("coming_end")
    if steps[following].pair == turn.step.pair:
        return turn.line("coming_side", side=turn.setting.wording.part(steps[following].side))
    return turn.line("coming_area", area=steps[following].script.area)
