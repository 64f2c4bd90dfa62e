"""Does what's due: speech, marks, the next phase."""

from __future__ import annotations

from dataclasses import replace

from voice_coach.session import phases
from voice_coach.session.overlays import overlay_due
from voice_coach.session.setting import Setting
from voice_coach.session.state import Clock, SessionState
from voice_coach.session.turn import Turn

_TOO_MANY_TURNS = 10_000
MUSIC_STEPS_BACK_SECONDS = 0.25
"""How long before a sentence music begins to make room."""


def settle(turn: Turn) -> None:
    """Everything due by now, in order."""
    for _ in range(_TOO_MANY_TURNS):
        if not (
            _end_speech(turn) or overlay_due(turn) or _start_speech(turn) or _run_clock(turn) or _leave(turn)
        ):
            return
    raise RuntimeError("the session doesn't come to rest")


def _end_speech(turn: Turn) -> bool:
    speaking = turn.state.speaking
    if speaking is None:
        return False
    if not speaking.begun and speaking.start_frame <= turn.now:
        turn.log("prompt", text=speaking.sentence.text, role=speaking.sentence.role)
        turn.change(speaking=replace(speaking, begun=True))
        return True
    if speaking.end_frame <= turn.now:
        turn.speech_ended(turn.state.speaking or speaking)
        return True
    return False


def next_speech_frame(state: SessionState, setting: Setting) -> int | None:
    """``None`` without one, or during one. It's chosen only then: it may be taken back or still be in the
    making.
    """
    if state.speaking is not None or not (state.answers or (state.guide and state.overlay is None)):
        return None
    early = setting.frames(MUSIC_STEPS_BACK_SECONDS) if setting.has_music else 0
    return setting.on_grid(state.speech_from) - early


def _start_speech(turn: Turn) -> bool:
    state = turn.state
    frame = next_speech_frame(state, turn.setting)
    if frame is None or turn.now < frame:
        return False
    if state.answers:
        turn.change(answers=state.answers[1:])
        turn.speak(state.answers[0])
    else:
        turn.change(guide=state.guide[1:])
        turn.speak(state.guide[0])
    return True


def _run_clock(turn: Turn) -> bool:
    """Start or halt the clock; fire what it reached."""
    state = turn.state
    if _clock_must_wait(state) or state.clock.length is None:
        _set_clock(turn, state.clock.halted(turn.now))
        return False
    _set_clock(turn, state.clock.started(turn.now))
    elapsed = turn.state.clock.elapsed(turn.now)
    for mark in phases.marks(turn):
        if mark.offset <= elapsed and mark.offset < state.clock.length and mark.key not in state.clock.fired:
            phases.fire(turn, mark)
            return True
    return False


def _set_clock(turn: Turn, clock: Clock) -> None:
    if clock is not turn.state.clock:  # mostly it is: a session makes thousands of these calls
        turn.change(clock=clock)


def _clock_must_wait(state: SessionState) -> bool:
    if state.overlay is not None or state.phase == "ended":
        return True
    speaking = () if state.speaking is None else (state.speaking.sentence,)
    return any(sentence.holds_clock for sentence in (*speaking, *state.answers, *state.guide))


def words_keep_open(state: SessionState) -> bool:
    """What's owed before the first stroke is finished, even past the gap."""
    if state.phase != "gap":
        return False
    return bool(state.guide) or (state.speaking is not None and state.speaking.sentence.role == "guide")


def _leave(turn: Turn) -> bool:
    """Enter the next phase once this one's time or words are over."""
    state = turn.state
    if state.overlay is not None or state.phase == "ended":
        return False
    if state.clock.length is None:
        over = state.speaking is None and not state.guide and not state.answers
    else:
        over = not _clock_must_wait(state) and state.clock.elapsed(turn.now) >= state.clock.length
        over = over and not words_keep_open(state)
    if over:
        phases.go_on(turn)
    return over
