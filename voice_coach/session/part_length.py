"""Longer and shorter, within safe limits."""

from __future__ import annotations

from dataclasses import replace

from voice_coach.routine.limits import longest_part_seconds
from voice_coach.session import phases
from voice_coach.session.phases import TIMED_WORK
from voice_coach.session.timeline import LAST_BREATH_BEFORE_END_SECONDS, breath_out_after
from voice_coach.session.turn import Turn

USUAL_CHANGE_SECONDS = 15
_COUNTDOWN_MARGIN_SECONDS = 3.5
_SAID_ONCE = ("coming", "count3", "count2", "count1", "fresh_spot")


def lengthen(turn: Turn) -> bool:
    state, setting = turn.state, turn.setting
    length = state.clock.length
    if length is None or state.phase not in TIMED_WORK:
        return False
    turn.cue("heard")
    wanted = length + _in_parts(turn, turn.number or USUAL_CHANGE_SECONDS)
    limit_seconds = longest_part_seconds(turn.step.tool, hold=state.phase == "hold")
    most = max(length, setting.frames(limit_seconds))
    if state.phase == "sweep":
        most -= (most - length) % setting.frames(turn.step.stroke_seconds)
    new = min(wanted, most)
    if new > length:
        _set_length(turn, new)
        turn.change(held_longer=True, changed_frames=state.changed_frames + new - length)
        said = turn.line("longer", duration=setting.wording.duration((new - length) / setting.rate))
        turn.answer(said, _limit(turn, limit_seconds) if new < wanted else "")
    else:
        turn.answer(_limit(turn, limit_seconds))
    return True


def _breathed_out(turn: Turn) -> int:
    """The least length that ends a begun breath."""
    fired, rate = turn.state.clock.fired, turn.setting.rate
    begun = [key for key in fired if key.startswith("in") and key.replace("in", "out", 1) not in fired]
    margin = turn.setting.frames(LAST_BREATH_BEFORE_END_SECONDS)
    return max((breath_out_after(key, rate) + margin for key in begun), default=0)


def _limit(turn: Turn, seconds: float) -> str:
    return turn.line("longer_limit", most=turn.setting.wording.duration(seconds))


def shorten(turn: Turn) -> bool:
    state, setting = turn.state, turn.setting
    length = state.clock.length
    if length is None or state.phase not in TIMED_WORK:
        return False
    elapsed = state.clock.elapsed(turn.now)
    least = elapsed + (setting.frames(_COUNTDOWN_MARGIN_SECONDS) if state.phase == "hold" else 0)
    least = max(least, _breathed_out(turn))
    if state.phase == "sweep":
        stroke = setting.frames(turn.step.stroke_seconds)
        least = -(-least // stroke) * stroke
    new = max(length - _in_parts(turn, turn.number or USUAL_CHANGE_SECONDS), least)
    turn.cue("heard")
    if new >= length:
        turn.answer(turn.line("nearly_over"))
        return True
    _set_length(turn, new)
    turn.change(changed_frames=state.changed_frames + new - length)
    turn.answer(
        turn.line("shorter", duration=setting.wording.duration(max(1, (length - new) / setting.rate)))
    )
    return True


def _in_parts(turn: Turn, seconds: float) -> int:
    """Frames; in a sweep the nearest whole strokes, at least one."""
    frames = turn.setting.frames(seconds)
    if turn.state.phase != "sweep":
        return frames
    stroke = turn.setting.frames(turn.step.stroke_seconds)
    return max(1, round(frames / stroke)) * stroke


def _set_length(turn: Turn, length: int) -> None:
    """Past marks are over: nothing comes late, no breath out without one in."""
    clock = turn.state.clock
    elapsed = clock.elapsed(turn.now)
    turn.change(clock=replace(clock, length=length, fired=clock.fired.difference(_SAID_ONCE)))
    fired = turn.state.clock.fired
    over = {mark.key for mark in phases.marks(turn) if mark.offset < elapsed} - fired
    over |= {key.replace("in", "out", 1) for key in over if key.startswith("in")}
    turn.change(clock=replace(turn.state.clock, fired=fired | over))
