"""What each command does, in the states ``table`` allows."""

from __future__ import annotations

from voice_coach.routine.memory import Asked
from voice_coach.routine.vital_commands import VITAL
from voice_coach.session import ending, phases
from voice_coach.session.answers import say_again, say_help, say_how, say_time_left, say_whats_next
from voice_coach.session.commands import PAIN_ENDS_AREA
from voice_coach.session.halting import halt
from voice_coach.session.manner import Effect, faster_by, louder_by, music, talk_by
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
from voice_coach.session.part_length import lengthen, shorten
from voice_coach.session.turn import Turn
from voice_coach.session.undoing import take_back


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
    ending.stop_after_answer(turn)
    return True


def rate(turn: Turn) -> bool:
    value = turn.number
    if value is None or not 1 <= value <= 10:
        return False
    turn.cue("heard")
    turn.hush()
    turn.change(rating=value)
    one = ending.asked(turn)
    turn.log("rated", value=value, **({} if one is None else {"area": one.area, "side": one.side}))
    ending.enter_side_question(turn)
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
            one = ending.asked(turn)
            turn.log("tighter_side", side=side, **({} if one is None else {"area": one.area}))
            ending.enter_goodbye(turn)
            turn.answer(turn.line("noted"))
        return True

    return effect


def leave_question(turn: Turn) -> bool:
    turn.cue("heard")
    turn.hush()
    if turn.state.overlay == "side":
        turn.change(overlay=None)
    else:
        ending.enter_goodbye(turn)
    return True


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
    "louder": louder_by(1, "louder", "loudest"),
    "quieter": louder_by(-1, "quieter", "quietest"),
    "slower": faster_by(-1, "slower", "slowest"),
    "faster": faster_by(1, "faster", "fastest"),
    "talk_less": talk_by(-1, "talk_less"),
    "talk_more": talk_by(1, "talk_more"),
    "music_on": music(True),
    "music_off": music(False),
}
