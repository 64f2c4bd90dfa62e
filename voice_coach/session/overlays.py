"""What silence does while paused or waiting for an answer."""

from __future__ import annotations

from voice_coach.session import ending, pain
from voice_coach.session.state import SessionState
from voice_coach.session.turn import Turn

CONFIRM_SECONDS = 10.0
STILL_PAUSED_AT_SECONDS = (60.0, 180.0, 360.0, 600.0)
PAUSED_TOO_LONG_SECONDS = 900.0


def next_overlay_frame(state: SessionState, rate: int) -> int | None:
    """``None`` while something is said."""
    if state.overlay is None or state.speaking is not None or state.answers:
        return None
    if state.overlay == "confirm":
        return state.quiet_since + round(CONFIRM_SECONDS * rate)
    if state.overlay == "side":
        return state.quiet_since + round(ending.QUESTION_SECONDS * rate)
    if state.overlay in {"pain", "reentry"}:
        reentry = state.taken_up_seconds or pain.REENTRY_SECONDS
        wait = pain.ANSWER_SECONDS if state.overlay == "pain" else reentry
        return state.quiet_since + round(wait * rate)
    waits = (*STILL_PAUSED_AT_SECONDS, PAUSED_TOO_LONG_SECONDS)
    return state.overlay_since + round(waits[state.reminders] * rate)


def overlay_due(turn: Turn) -> bool:
    state = turn.state
    frame = next_overlay_frame(state, turn.setting.rate)
    if frame is None or turn.now < frame:
        return False
    if state.overlay == "confirm":
        turn.change(overlay="paused", overlay_since=turn.now, reminders=0)
        turn.answer(turn.line("kept_paused"))
    elif state.overlay == "side":
        turn.change(overlay=None)
    elif state.overlay == "pain":
        pain.end_area_here(turn, pain.UNKNOWN)
    elif state.overlay == "reentry":
        pain.back_on(turn)
    elif state.reminders < len(STILL_PAUSED_AT_SECONDS):
        turn.change(reminders=state.reminders + 1)
        turn.cue("paused")
        turn.answer(turn.line("still_paused"))
    else:
        pain.break_off(turn)
        turn.change(overlay=None, guide=())
        turn.answer(turn.line("paused_too_long"))
        ending.stop_after_answer(turn)
    return True
