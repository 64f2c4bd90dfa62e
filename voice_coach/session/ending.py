"""After the last step: what was done, the rating, which side was tighter, goodbye."""

from __future__ import annotations

from voice_coach.routine.estimate import LISTED_AREAS
from voice_coach.routine.memory import Asked
from voice_coach.routine.plan import Step
from voice_coach.session.actions import Finish, Log
from voice_coach.session.asides import last_insight
from voice_coach.session.introduction import gun_off
from voice_coach.session.state import Clock
from voice_coach.session.turn import Turn

QUESTION_SECONDS = 8.0
"""For an answer, once asked."""


def enter_closing(turn: Turn, came_from: Step | None) -> None:
    plan, off = turn.setting.plan, gun_off(turn, came_from)
    done = [step for index, step in enumerate(plan.steps) if index in turn.state.worked]
    turn.cue("chime", after_sound=True)
    turn.change(step=len(plan.steps))
    summary = _what_was_done(turn, done) if done else ""
    longer = turn.line("praise_longer") if turn.state.held_longer else ""
    past = turn.memories("closing")
    turn.enter("closing", (off, summary, longer, *past, last_insight(turn), *plan.closing))


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
    turn.enter("rating", (question or turn.line("rate_question"),), QUESTION_SECONDS)


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
        turn.enter("side", (turn.line("which_side_tighter"),), QUESTION_SECONDS)
    else:
        enter_goodbye(turn)


def enter_goodbye(turn: Turn) -> None:
    turn.enter("goodbye", (turn.line("goodbye"),))


def leave_goodbye(turn: Turn) -> None:
    turn.cue("chime", after_sound=True)
    end(turn, "session_finished")


def stop_after_answer(turn: Turn) -> None:
    """Ends once the answer has been said."""
    turn.change(phase="stopping", overlay=None, clock=Clock(), guide=(), undo_stack=())


def end(turn: Turn, event: str) -> None:
    """Nothing follows. ``event``: session_finished or session_stopped."""
    turn.change(phase="ended", overlay=None, clock=Clock(), guide=(), answers=(), undo_stack=())
    last_frame = max(turn.now, turn.state.sound_until)
    turn.actions += (Log(event, last_frame, {}), Finish(last_frame))
