"""It hurts: one question, and what follows.

Just strong: lighter, time to get back on, then the rest of the part. Any other answer or none: the area and
its stretch are over for today.
"""

from __future__ import annotations

from collections.abc import Callable

from voice_coach.session import phases
from voice_coach.session.halting import halt, lift
from voice_coach.session.introduction import back_in_position
from voice_coach.session.turn import Turn

UNKNOWN = "unknown"
"""An unnamed pain counts as sharp."""
ANSWER_SECONDS = 8.0
REENTRY_SECONDS = 8.0
"""After the words; "ready" ends it."""
_SEE_A_DOCTOR_TODAY = frozenset({"hot", "swollen"})


def ease(turn: Turn) -> bool:
    """Everything halts; in a step the question follows."""
    in_a_step = turn.state.phase in phases.IN_A_STEP
    halt(turn)
    if in_a_step:
        ask(turn)
    else:
        turn.answer(turn.line("eased"))
    return True


def ask(turn: Turn, *before: str) -> None:
    """How does it hurt? ``before`` is said first."""
    turn.change(
        overlay="pain",
        overlay_since=turn.now,
        quiet_since=turn.now,
        pain_open=True,
        gets_back_on=False,
        taken_up_seconds=0.0,
    )
    turn.answer(*before, question(turn))


def question(turn: Turn) -> str:
    """Empty in a language without it: then silence answers."""
    return turn.line("pain_question") or turn.line("eased")


def answer_of(kind: str) -> Callable[[Turn], bool]:
    """An answer that ends the area."""

    def effect(turn: Turn) -> bool:
        end_area_here(turn, kind)
        return True

    return effect


def end_area_here(turn: Turn, kind: str) -> None:
    """Over for today: say so, advise, move on."""
    turn.silence()
    turn.cue("heard")
    area = turn.step.script.area
    phases.leave_step(turn, "pain")
    note_ended(turn, kind)
    lift(turn)
    turn.answer(
        turn.line("pain_careful") if kind == UNKNOWN else "",
        turn.line("pain_ended", area=area),
        turn.line("pain_advice_swollen" if kind in _SEE_A_DOCTOR_TODAY else "pain_advice"),
        _professional(turn),
    )
    phases.enter_step(turn, turn.state.step)


def _professional(turn: Turn) -> str:
    """After two sessions with pain, a third is for a professional."""
    if turn.step.area not in turn.setting.plan.often_painful:
        return ""
    return turn.line("pain_professional", area=turn.step.script.area)


def note_ended(turn: Turn, kind: str) -> None:
    """No later step touches the area, undo or not."""
    area = turn.step.area
    turn.log("pain", kind=kind, area=area, side=turn.state.side_override or turn.step.side)
    turn.log("area_ended", area=area, why=kind)
    over = {i for i, step in enumerate(turn.setting.plan.steps) if area in (step.area, *step.touches)}
    turn.change(
        skipped=turn.state.skipped | over,
        ended_by_pain=turn.state.ended_by_pain | over,
        pain_open=False,
        resume_step=None,
        undo_stack=(),
    )


def break_off(turn: Turn) -> None:
    """The session ends here: log the step, and an unnamed pain."""
    if turn.state.phase in phases.IN_A_STEP:
        hurts = turn.state.pain_open
        phases.leave_step(turn, "pain" if hurts else "stopped")
        if hurts:
            note_ended(turn, UNKNOWN)


def go_lighter(turn: Turn) -> bool:
    """Just strong: how to make it lighter, then time to get back on."""
    turn.silence()
    turn.cue("heard")
    turn.log("pain", kind="strong", area=turn.step.area, side=turn.state.side_override or turn.step.side)
    turn.change(pain_open=False, undo_stack=())
    wait_for_reentry(turn)
    turn.answer(lighter(turn), _professional(turn))
    return True


def lighter(turn: Turn) -> str:
    """For the present exercise."""
    return turn.line("pain_lighter", ease=turn.step.script.ease) or turn.step.script.ease


def reentry_words(turn: Turn) -> tuple[str, ...]:
    return back_in_position(turn) if turn.state.taken_up_seconds else (lighter(turn),)


def wait_for_reentry(turn: Turn) -> None:
    """The clock stands until the runner is back on."""
    turn.change(overlay="reentry", overlay_since=turn.now, quiet_since=turn.now, gets_back_on=True)


def back_on(turn: Turn) -> None:
    """The part goes on with its remaining time."""
    turn.silence()
    turn.cue("resumed")
    taken_up = turn.state.taken_up_seconds > 0
    turn.change(gets_back_on=False, taken_up_seconds=0.0)
    lift(turn)
    log_step_resumed(turn)
    turn.answer(turn.line("resumed" if taken_up else "pain_back"), holds_clock=True)


def log_step_resumed(turn: Turn) -> None:
    step = turn.step
    turn.log(
        "step_resumed", area=step.area, side=turn.state.side_override or step.side, exercise=step.exercise
    )


def go_on_after_pause(turn: Turn, *said: str) -> None:
    """Unless pain is open or the runner must get back on. ``said`` comes first."""
    if turn.state.overlay is None:
        return
    if turn.state.pain_open:
        ask(turn, *said)
    elif turn.state.gets_back_on:
        wait_for_reentry(turn)
        turn.answer(*said, *reentry_words(turn))
    else:
        lift(turn)
        if said:
            turn.answer(*said, holds_clock=True)
