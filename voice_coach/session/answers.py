"""Commands that only ask: the session goes on as it was, save that long answers hold the clock."""

from __future__ import annotations

from voice_coach.session import phases
from voice_coach.session.pain import lighter
from voice_coach.session.pain import question as pain_question
from voice_coach.session.turn import Turn


def say_again(turn: Turn) -> bool:
    """Repeat: the last instruction from its beginning; the clock waits."""
    state = turn.state
    turn.cue("heard")
    cut = turn.hush()
    owed = {sentence.text for sentence in state.guide} | ({cut.text} if cut is not None else set())
    texts = state.last_said
    if state.overlay == "confirm":
        texts = (turn.line("confirm_stop"),)
    elif state.overlay == "side":
        texts = (turn.line("which_side"),)
    elif state.overlay == "pain":
        texts = (pain_question(turn),)
    elif state.overlay == "reentry":
        texts = (lighter(turn),)
    elif owed:
        # Still being said: begin it again rather than say it twice.
        turn.change(guide=())
    turn.answer(*texts, holds_clock=True)
    return True


def say_help(turn: Turn) -> bool:
    turn.cue("heard")
    turn.answer(turn.line(f"help_{turn.state.name}"), holds_clock=True)
    return True


def say_how(turn: Turn) -> bool:
    """The full position and technique, whatever the level."""
    if turn.state.phase not in phases.IN_A_STEP:
        return False
    script = turn.step.script
    turn.cue("heard")
    turn.answer(*script.position, *script.how, holds_clock=True)
    return True


def say_time_left(turn: Turn) -> bool:
    wording, state = turn.setting.wording, turn.state
    turn.cue("heard")
    session = wording.duration(max(1.0, turn.setting.forecast(state, turn.now)))
    if state.phase in phases.TIMED_WORK and state.clock.length is not None:
        here = max(1, round((state.clock.length - state.clock.elapsed(turn.now)) / turn.setting.rate))
        turn.answer(turn.line("time_left_hold", hold=wording.duration(here), session=session))
    else:
        turn.answer(turn.line("time_left_session", session=session))
    return True


def say_whats_next(turn: Turn) -> bool:
    if turn.state.phase not in {"opening", *phases.IN_A_STEP}:
        return False
    turn.cue("heard")
    turn.answer(phases.what_comes(turn))
    return True
