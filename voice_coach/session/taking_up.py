"""A cut-off session resumes in the same step, with the time it had left."""

from __future__ import annotations

from voice_coach.routine.body import change_seconds
from voice_coach.routine.plan import Plan
from voice_coach.session import ending, opening, pain, phases
from voice_coach.session.actions import PlayMusic, SetCoachLevel
from voice_coach.session.introduction import back_in_position
from voice_coach.session.manner import LOUDNESS_STEP_DB
from voice_coach.session.state import SessionState
from voice_coach.session.turn import Turn
from voice_coach.session.wording import Wording

_AFTER_THE_STEPS = {
    "closing": lambda turn: ending.enter_closing(turn, None),
    "rating": ending.enter_rating,
    "side": ending.enter_side_question,
    "goodbye": ending.enter_goodbye,
}


def take_up(turn: Turn) -> None:
    """In a step there's time to get back into position."""
    state = turn.state
    if state.loudness_step:
        turn.actions.append(SetCoachLevel(state.loudness_step * LOUDNESS_STEP_DB, turn.now))
    if state.phase == "opening":
        turn.actions.append(PlayMusic(state.music_on, turn.now))
        opening.enter_opening(turn)
        return
    opening.log_session_started(turn, taken_up=True)
    in_a_step = state.phase in phases.IN_A_STEP
    waits = in_a_step and (state.pain_open or state.phase in phases.TIMED_WORK)
    turn.actions.append(PlayMusic(state.music_on and not waits, turn.now))
    if state.phase in _AFTER_THE_STEPS:
        _AFTER_THE_STEPS[state.phase](turn)
    elif not waits:
        phases.enter_step_again(turn)
        pain.log_step_resumed(turn)
        turn.change(gap_seconds=max(turn.state.gap_seconds, pain.REENTRY_SECONDS))
    else:
        turn.cue("chime")
        turn.log("phase_started", phase=state.phase)
        turn.log("paused")
        _get_back_on(turn)


def _get_back_on(turn: Turn) -> None:
    """The clock stands until the runner is in position or says how it hurts."""
    if turn.state.pain_open:
        pain.ask(turn, *back_in_position(turn)[:1])
        return
    eased = (pain.lighter(turn),) if turn.state.gets_back_on else ()
    pain.wait_for_reentry(turn)
    step = turn.step
    getting_down = change_seconds("", step.posture) if step.posture else step.setup_seconds
    turn.change(taken_up_seconds=max(pain.REENTRY_SECONDS, getting_down))
    words = back_in_position(turn)
    turn.change(last_said=words, posture=turn.step.posture, tool=turn.step.tool)
    turn.answer(*words, *eased)


def question(plan: Plan, state: SessionState, rate: int) -> str:
    """Whether to resume; empty if nothing is lost by starting over, or without the line."""
    wording, phase = Wording(plan), state.phase
    if phase in _AFTER_THE_STEPS:
        return wording.part("cut_off_end")
    if phase not in phases.IN_A_STEP:
        return ""
    place = wording.place(plan.steps[state.step], state.side_override)
    if phase not in phases.TIMED_WORK:
        return wording.part("cut_off_before").format(place=place)
    left = wording.duration(max(1, round(step_seconds_left(plan, state, rate))))
    return wording.part("cut_off_in").format(place=place, duration=left)


def step_seconds_left(plan: Plan, state: SessionState, rate: int) -> float:
    """Of the present step's work."""
    step, phase = plan.steps[state.step], state.phase
    here = ((state.clock.length or 0) - state.clock.counted) / rate
    spots = step.holds - state.hold - (phase in {"search", "hold"})
    rest = step.hold_seconds if phase == "search" else 0.0
    return here + rest + spots * (step.search_seconds + step.hold_seconds)
