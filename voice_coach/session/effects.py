"""What each command does, in the states ``table`` allows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from voice_coach.routine.memory import Asked
from voice_coach.routine.vital_commands import VITAL
from voice_coach.session import phases
from voice_coach.session.actions import PlayMusic, SetCoachLevel
from voice_coach.session.answers import say_again, say_help, say_how, say_time_left, say_whats_next
from voice_coach.session.commands import PAIN_ENDS_AREA
from voice_coach.session.halting import halt
from voice_coach.session.moves import go_back, go_next, only_left, only_right, switch_sides
from voice_coach.session.pain import (
    UNKNOWN,
    answer_of,
    back_on,
    break_off,
    ease,
    go_lighter,
    go_on_after_pause,
)
from voice_coach.session.pain import question as pain_question
from voice_coach.session.part_length import lengthen, shorten
from voice_coach.session.state import SessionState, Undoable
from voice_coach.session.table import SETTINGS_ONLY
from voice_coach.session.turn import Turn

LOUDNESS_STEP_DB = 4.0
MOST_LOUDNESS_STEPS = 2
MOST_PACE_STEPS = 2

Effect = Callable[[Turn], bool]
"""``False`` if it makes no sense now."""


def begin(turn: Turn) -> bool:
    """Ready: the gap is over, a spot is found, or back on after easing."""
    if turn.state.overlay == "reentry":
        back_on(turn)
        return True
    if turn.state.phase not in {"opening", "position", "gap", "search"}:
        return False
    turn.cue("heard")
    turn.hush()
    owed = turn.state.owed
    turn.change(guide=())
    if turn.state.phase == "position":
        phases.go_on(turn)
    phases.go_on(turn)
    turn.say_first(owed)
    return True


def pause(turn: Turn) -> bool:
    halt(turn)
    turn.answer(turn.line("paused"))
    return True


def resume(turn: Turn) -> bool:
    turn.silence()
    turn.cue("resumed")
    go_on_after_pause(turn)
    kept = list(turn.state.undo_stack)
    while kept and kept[-1].command in VITAL:  # a resume has answered them
        kept.pop()
    turn.change(undo_stack=tuple(kept))
    return True


def keep_paused(turn: Turn) -> bool:
    turn.cue("heard")
    turn.change(overlay="paused", overlay_since=turn.now, reminders=0)
    turn.answer(turn.line("kept_paused"))
    return True


def ask_to_end(turn: Turn) -> bool:
    """Silence at once, paused, then the question."""
    halt(turn)
    turn.change(overlay="confirm")
    turn.answer(turn.line("confirm_stop"))
    return True


def end(turn: Turn) -> bool:
    turn.silence()
    turn.cue("end")
    break_off(turn)
    turn.answer(turn.line("stopped"))
    phases.stop_after_answer(turn)
    return True


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


def rate(turn: Turn) -> bool:
    value = turn.number
    if value is None or not 1 <= value <= 10:
        return False
    turn.cue("heard")
    turn.hush()
    turn.change(rating=value)
    one = phases.asked(turn)
    turn.log("rated", value=value, **({} if one is None else {"area": one.area, "side": one.side}))
    phases.enter_side_question(turn)
    turn.answer(_compared(turn, one, value) or turn.line("rated", value=value), holds_clock=True)
    return True


def _compared(turn: Turn, one: Asked | None, value: int) -> str:
    """Beside the earlier rating; empty without one or a change."""
    if one is None or one.before in {None, value}:
        return ""
    text = turn.line("memory_compare", area=one.name, before=one.before, value=value)
    if text:
        turn.log("memory", text=text, **{"from": one.when})
    return text


def _answer_side(side: str) -> Effect:
    def effect(turn: Turn) -> bool:
        turn.cue("heard")
        turn.hush()
        if turn.state.overlay == "side":
            turn.change(overlay=None, side_override=side)
            turn.log("side_chosen", side=side)
            turn.answer(turn.line("only_side", side=turn.setting.wording.part(side)), holds_clock=True)
        else:
            one = phases.asked(turn)
            turn.log("tighter_side", side=side, **({} if one is None else {"area": one.area}))
            phases.enter_goodbye(turn)
            turn.answer(turn.line("noted"))
        return True

    return effect


def leave_question(turn: Turn) -> bool:
    turn.cue("heard")
    turn.hush()
    if turn.state.overlay == "side":
        turn.change(overlay=None)
    else:
        phases.enter_goodbye(turn)
    return True


def _louder_by(step: int, line: str, limit_line: str) -> Effect:
    def effect(turn: Turn) -> bool:
        turn.cue("heard")
        wanted = turn.state.loudness_step + step
        possible = -MOST_LOUDNESS_STEPS <= wanted <= MOST_LOUDNESS_STEPS
        if possible:
            turn.change(loudness_step=wanted)
            turn.actions.append(SetCoachLevel(wanted * LOUDNESS_STEP_DB, turn.now))
        turn.answer(turn.line(line if possible else limit_line))
        return True

    return effect


def _faster_by(step: int, line: str, limit_line: str) -> Effect:
    def effect(turn: Turn) -> bool:
        turn.cue("heard")
        wanted = turn.state.pace + step
        possible = -MOST_PACE_STEPS <= wanted <= MOST_PACE_STEPS
        if possible:
            turn.change(pace=wanted)
        turn.answer(turn.line(line if possible else limit_line))
        return True

    return effect


def talk_less(turn: Turn) -> bool:
    if turn.state.level == "quiet":
        return False
    turn.cue("heard")
    turn.change(level="usual" if turn.state.level == "first" else "quiet")
    turn.answer(turn.line("talk_less"))
    return True


def talk_more(turn: Turn) -> bool:
    if turn.state.level == "first":
        return False
    turn.cue("heard")
    turn.change(level="usual" if turn.state.level == "quiet" else "first")
    turn.answer(turn.line("talk_more"))
    return True


def _music(on: bool) -> Effect:
    def effect(turn: Turn) -> bool:
        if not turn.setting.has_music or turn.state.music_on == on:
            return False
        turn.cue("heard")
        turn.change(music_on=on)
        turn.actions.append(PlayMusic(on and turn.state.overlay is None, turn.now))
        return True

    return effect


EFFECTS: dict[str, Effect] = {
    "begin": begin,
    "go_next": go_next,
    "go_back": go_back,
    "switch_sides": switch_sides,
    "only_left": only_left,
    "only_right": only_right,
    "pause": pause,
    "resume": resume,
    "keep_paused": keep_paused,
    "ask_to_end": ask_to_end,
    "end": end,
    "ease": ease,
    **{f"pain_{kind}": answer_of(kind) for kind in PAIN_ENDS_AREA if kind != "unsure"},
    "pain_unsure": answer_of(UNKNOWN),
    "go_lighter": go_lighter,
    "take_back": take_back,
    "lengthen": lengthen,
    "shorten": shorten,
    "say_again": say_again,
    "say_help": say_help,
    "say_how": say_how,
    "say_time_left": say_time_left,
    "say_whats_next": say_whats_next,
    "rate": rate,
    "answer_left": _answer_side("left"),
    "answer_right": _answer_side("right"),
    "leave_question": leave_question,
    "louder": _louder_by(1, "louder", "loudest"),
    "quieter": _louder_by(-1, "quieter", "quietest"),
    "slower": _faster_by(-1, "slower", "slowest"),
    "faster": _faster_by(1, "faster", "fastest"),
    "talk_less": talk_less,
    "talk_more": talk_more,
    "music_on": _music(True),
    "music_off": _music(False),
}
