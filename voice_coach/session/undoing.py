"""Undo: the state before the last command, exact to the frame."""

from __future__ import annotations

from dataclasses import replace

from voice_coach.session import phases
from voice_coach.session.actions import PlayMusic, SetCoachLevel
from voice_coach.session.manner import LOUDNESS_STEP_DB
from voice_coach.session.pain import question as pain_question
from voice_coach.session.state import SessionState, Undoable
from voice_coach.session.table import SETTINGS_ONLY
from voice_coach.session.turn import Turn


def take_back(turn: Turn) -> bool:
    """The state before the last command, exact to the frame."""
    if not turn.state.undo_stack:
        return False
    *rest, undone = turn.state.undo_stack
    now_state, earlier = turn.state, undone.before
    turn.log("undone", command=undone.command, visits=earlier.visits)
    if undone.command in SETTINGS_ONLY:
        return _take_back_setting(turn, earlier, tuple(rest))
    turn.silence()
    turn.cue("undone")
    moved = (earlier.step, earlier.phase) != (now_state.step, now_state.phase)
    turn.state = replace(
        earlier,
        undo_stack=tuple(rest),
        speech_from=turn.state.speech_from,
        sound_until=turn.state.sound_until,
        ducked_since=None,
        quiet_since=turn.now,
        overlay_since=turn.now,
        uses=now_state.uses,
    )
    _restore_surroundings(turn, now_state.loudness_step, was_paused=now_state.overlay is not None)
    back_in_step = moved and turn.state.phase in phases.IN_A_STEP
    reminder = turn.step.script.reminder if back_in_step else ""
    side = _back_to_side(turn) if back_in_step else ""
    question = pain_question(turn) if turn.state.overlay == "pain" else ""
    turn.answer(turn.line("undone"), side, reminder, question, holds_clock=True)
    return True


def _back_to_side(turn: Turn) -> str:
    side = turn.state.side_override or turn.step.side
    return "" if side == "both" else turn.line("back_to_side", side=turn.setting.wording.part(side))


def _take_back_setting(turn: Turn, earlier: SessionState, rest: tuple[Undoable, ...]) -> bool:
    loudness_step = turn.state.loudness_step
    turn.cue("undone")
    turn.change(
        level=earlier.level,
        pace=earlier.pace,
        loudness_step=earlier.loudness_step,
        music_on=earlier.music_on,
        undo_stack=rest,
    )
    _restore_surroundings(turn, loudness_step, was_paused=turn.state.overlay is not None)
    turn.answer(turn.line("undone"))
    return True


def _restore_surroundings(turn: Turn, loudness_step_now: int, *, was_paused: bool) -> None:
    if turn.state.loudness_step != loudness_step_now:
        turn.actions.append(SetCoachLevel(turn.state.loudness_step * LOUDNESS_STEP_DB, turn.now))
    is_paused = turn.state.overlay is not None
    if is_paused != was_paused:
        turn.log("paused" if is_paused else "resumed")
    turn.actions.append(PlayMusic(turn.state.music_on and not is_paused, turn.now))
