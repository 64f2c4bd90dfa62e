"""Commands that only ask; long answers hold the clock."""

from __future__ import annotations

from voice_coach.session import phases
from voice_coach.session.asides import what_comes
from voice_coach.session.pain import question as pain_question
from voice_coach.session.pain import reentry_words
from voice_coach.session.state import Clock
from voice_coach.session.turn import Turn


def say_again(turn: Turn) -> bool:
    """The last instruction from its beginning; the clock waits."""
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
        texts = reentry_words(turn)
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
    """The technique that's unsaid; then time to settle."""
    state = turn.state
    if state.phase not in phases.IN_A_STEP:
        return False
    step, script = turn.step, turn.step.script
    turn.cue("heard")
    in_full = state.level == "first" or not step.met
    told = () if in_full else (*script.position, *(() if step.exercise in state.told else (script.range,)))
    unsaid = tuple(text for text in script.how if text not in state.uses) or script.how
    turn.answer(*told, *unsaid, holds_clock=True)
    turn.change(uses={**state.uses, **dict.fromkeys(script.how, 1)})
    if state.phase == "gap":
        turn.change(clock=Clock(state.clock.length))
    return True


def say_time_left(turn: Turn) -> bool:
    wording, state = turn.setting.wording, turn.state
    turn.cue("heard")
    session = wording.duration(max(1.0, turn.setting.forecast(state, turn.now)))
    late = _comes_late(turn)
    if state.phase in phases.TIMED_WORK and state.clock.length is not None:
        here = max(1, round((state.clock.length - state.clock.elapsed(turn.now)) / turn.setting.rate))
        line = turn.line("time_left_hold", hold=wording.duration(here), session=session)
    else:
        line = turn.line("time_left_session", session=session)
    turn.answer(line, holds_clock=late)
    return True


def say_whats_next(turn: Turn) -> bool:
    if turn.state.phase not in {"opening", *phases.IN_A_STEP}:
        return False
    turn.cue("heard")
    turn.answer(what_comes(turn), holds_clock=_comes_late(turn))
    return True


def _comes_late(turn: Turn) -> bool:
    """Whether this part would be over before an answer to the command can begin, and make it untrue."""
    clock, begins = turn.state.clock, turn.setting.on_grid(max(turn.now, turn.state.speech_from))
    return clock.length is not None and clock.length - clock.elapsed(turn.now) <= begins - turn.now
