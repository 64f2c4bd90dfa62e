"""What's said as a step begins, and how long that takes.

Side, tool, posture, position; where to roll and what to keep off while the runner settles.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from voice_coach.routine.body import UP_OR_DOWN_SECONDS, change_seconds, switch_seconds
from voice_coach.routine.estimate import speech_seconds
from voice_coach.routine.plan import Step
from voice_coach.session.turn import Turn


class Introduction(NamedTuple):
    """``said`` holds everything up; ``owed`` is said before the first stroke at the latest."""

    said: tuple[str, ...]
    owed: tuple[str, ...]
    gap_seconds: float


def introduction(
    turn: Turn, step: Step, *, came_from: Step | None, second_side: bool, taken_up: bool = False
) -> Introduction:
    """``came_from``: ``None`` at the first step; ``taken_up``: resumed here."""
    script, state = step.script, turn.state
    if step.rests:
        return Introduction(tuple(filter(None, (gun_off(turn, came_from), *script.position))), (), 0.0)
    side = turn.setting.wording.part(step.side)
    in_full = state.level == "first" or not step.met
    safety = _before_the_first_stroke(turn, step) if told_in_full(turn, step) else ()
    if second_side:
        turned = script.turn if state.level != "quiet" else ""
        other = turn.line("same_other_side", side=side)
        owed = (other, turned or (script.reminder if state.level == "first" else ""), *safety)
        gap = switch_seconds(step.posture, turn.setting.plan.switch_gap_seconds)
        said: tuple[str, ...] = ()
    else:
        settling = _detail(turn, step)
        opened = _area_and_side(turn, step, side, first=came_from is None, taken_up=taken_up)
        opened = (*opened[:1], *turn.memories(step.area), *opened[1:])
        tool, posture = _getting_there(turn, step)
        before = (tool, posture) if posture and _long_way(turn, step) else ()
        after = () if before else (tool, posture)
        said = (gun_off(turn, came_from), *before, *opened, *after, *settling)
        gun = turn.line("gun_on") if step.tool == "gun" and (state.level != "quiet" or in_full) else ""
        moving = (posture, *(opened if before else ()), *settling)
        owed, gap = (*safety, gun), _gap(turn, step, opened, moving)
    return Introduction(tuple(filter(None, said)), tuple(filter(None, owed)), gap)


def back_in_position(turn: Turn) -> tuple[str, ...]:
    """For going on once the runner has got up."""
    step = turn.step
    reminder = "" if turn.state.level == "quiet" else step.script.reminder
    return tuple(filter(None, (_going_on(turn, step), *_getting_there(turn, step), reminder)))


def _going_on(turn: Turn, step: Step) -> str:
    """Welcome back, and where to; without that line, the area's name."""
    place = turn.setting.wording.place(step, turn.state.side_override)
    return turn.line("going_on", place=place) or turn.line("area_then", area=step.script.area)


def gun_off(turn: Turn, came_from: Step | None) -> str:
    """Switched off before anything else is taken up."""
    if came_from is None or came_from.tool != "gun" or turn.state.level == "quiet":
        return ""
    return turn.line("gun_off")


def posture_line(turn: Turn, step: Step) -> str:
    """Empty if the step has no posture or the runner is in it."""
    state = turn.state
    if state.level == "quiet" or step.posture in {"", state.posture or state.asked_posture}:
        return ""
    return turn.line(f"posture_{step.posture}")


def _area_and_side(turn: Turn, step: Step, side: str, *, first: bool, taken_up: bool) -> tuple[str, ...]:
    """In one sentence if the language can. An area just named in a hold is named again briefly."""
    area = step.script.area
    if taken_up:
        both = "" if step.side == "both" else turn.line(_side_key(turn, step), side=side)
        return _going_on(turn, step), both
    name_area = "area_first" if first else "area_then"
    if step.side == "both":
        return (turn.line(name_area, area=area),)
    key, place = _side_key(turn, step), turn.setting.wording.sided(step)
    if key == "start_side" and turn.state.announced == turn.state.step and place:
        return (turn.line("start_place", place=place) or turn.line(key, side=side),)
    if key == "start_side" and (both := turn.line(f"{name_area}_side", area=area, side=side)):
        return (both,)
    return turn.line(name_area, area=area), turn.line(key, side=side)


def _side_key(turn: Turn, step: Step) -> str:
    later = turn.setting.plan.steps[turn.state.step + 1 :]
    follows = any(
        other.pair == step.pair and index not in turn.state.skipped
        for index, other in enumerate(later, turn.state.step + 1)
    )
    return "start_side" if follows else "to_side"


def _getting_there(turn: Turn, step: Step) -> tuple[str, str]:
    """Tool and posture, if they change."""
    state, wording = turn.state, turn.setting.wording
    if state.level == "quiet":
        return "", ""
    tool = ""
    only_one = len(turn.setting.plan.tools) == 1 and not state.tool
    if step.tool not in {"none", state.tool} and not only_one:
        tool = turn.line("take_tool", tool=wording.part(f"the_{step.tool}"))
    return tool, posture_line(turn, step)


def _detail(turn: Turn, step: Step) -> tuple[str, ...]:
    level = turn.state.level
    if is_move(step) and level != "quiet":
        return (step.script.reminder,)
    if level == "first" or not step.met:
        return step.script.position
    return (step.script.reminder,) if level == "usual" else ()


def is_move(step: Step) -> bool:
    """Is it done on one's feet, without a tool? Its range is told meanwhile."""
    return bool(step.strokes) and step.tool == "none"


def told_in_full(turn: Turn, step: Step) -> bool:
    """To be told in full, and not told yet in this session?"""
    return step.exercise not in turn.state.told and (turn.state.level == "first" or not step.met)


def _before_the_first_stroke(turn: Turn, step: Step) -> tuple[str, ...]:
    places = step.script.keep_off
    if is_move(step):
        return ()
    if not places:
        return (step.script.range,)
    listed = turn.setting.wording.listing(list(places))
    return step.script.range, turn.line("keep_off", places=listed)


def _long_way(turn: Turn, step: Step) -> bool:
    """Does the runner get up or down?"""
    posture = turn.state.posture
    return bool(posture) and change_seconds(posture, step.posture) >= UP_OR_DOWN_SECONDS


def _gap(turn: Turn, step: Step, opened: Sequence[str], moving: Sequence[str]) -> float:
    """What the words leave of the posture change, at least the setup."""
    state, language = turn.state, turn.setting.plan.language
    if not step.posture:
        return step.setup_seconds
    spent = speech_seconds(moving, language)
    if state.asked_posture == step.posture and not state.posture:
        spent += state.asked_seconds + speech_seconds(opened, language)
    return max(step.setup_seconds, change_seconds(state.posture, step.posture) - spent)
