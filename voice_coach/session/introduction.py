"""What's said as a step begins, in a body's order, and how long that takes.

Side, tool, posture, position. Where to roll and what to keep off follow while the runner settles, before the
first stroke.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from voice_coach.routine.body import change_seconds, switch_seconds
from voice_coach.routine.estimate import speech_seconds
from voice_coach.routine.plan import Step
from voice_coach.session.turn import Turn


class Introduction(NamedTuple):
    """``said`` holds everything up; ``owed`` is said in the gap, before the first stroke at the latest."""

    said: tuple[str, ...]
    owed: tuple[str, ...]
    gap_seconds: float


def introduction(
    turn: Turn, step: Step, *, came_from: Step | None, second_side: bool, taken_up: bool = False
) -> Introduction:
    """``came_from``: ``None`` for a session's first step; ``taken_up``: resumed here."""
    script, state = step.script, turn.state
    if step.rests:
        return Introduction(tuple(filter(None, (gun_off(turn, came_from), *script.position))), (), 0.0)
    side = turn.setting.wording.part(step.side)
    in_full = state.level == "first" or not step.met
    safety = () if step.exercise in state.told or not in_full else _before_the_first_stroke(turn, step)
    if second_side:
        turned = script.turn if state.level != "quiet" else ""
        owed = (turned or (script.reminder if state.level == "first" else ""), *safety)
        gap = switch_seconds(step.posture, turn.setting.plan.switch_gap_seconds)
        said: tuple[str, ...] = (turn.line("same_other_side", side=side),)
    else:
        key = "area_first" if came_from is None else "area_then"
        area = _going_on(turn, step) if taken_up else turn.line(key, area=script.area)
        settling = _detail(turn, step)
        why = turn.memories(step.area)
        said = (gun_off(turn, came_from), area, *why, _which_side(turn, step, side))
        said = (*said, *_getting_there(turn, step), *settling)
        gun = turn.line("gun_on") if step.tool == "gun" and (state.level != "quiet" or in_full) else ""
        owed, gap = (*safety, gun), _gap(turn, step, settling)
    return Introduction(tuple(filter(None, said)), tuple(filter(None, owed)), gap)


def back_in_position(turn: Turn) -> tuple[str, ...]:
    """The words for going on in the present step once the runner has got up."""
    step = turn.step
    reminder = "" if turn.state.level == "quiet" else step.script.reminder
    return tuple(filter(None, (_going_on(turn, step), *_getting_there(turn, step), reminder)))


def _going_on(turn: Turn, step: Step) -> str:
    """Welcome back, and where to; a language without that line names the area."""
    place = turn.setting.wording.place(step, turn.state.side_override)
    return turn.line("going_on", place=place) or turn.line("area_then", area=step.script.area)


def gun_off(turn: Turn, came_from: Step | None) -> str:
    """The gun is switched off before anything else is taken up."""
    if came_from is None or came_from.tool != "gun" or turn.state.level == "quiet":
        return ""
    return turn.line("gun_off")


def _which_side(turn: Turn, step: Step, side: str) -> str:
    if step.side == "both":
        return ""
    later = turn.setting.plan.steps[turn.state.step + 1 :]
    follows = any(
        other.pair == step.pair and index not in turn.state.skipped
        for index, other in enumerate(later, turn.state.step + 1)
    )
    key = "start_side" if follows else "to_side"
    return turn.line(key, side=side)


def _getting_there(turn: Turn, step: Step) -> tuple[str, ...]:
    """The tool to hand, then the posture: what changes of them."""
    state, wording = turn.state, turn.setting.wording
    if state.level == "quiet":
        return ()
    tool = ""
    only_one = len(turn.setting.plan.tools) == 1 and not state.tool
    if step.tool not in {"none", state.tool} and not only_one:
        tool = turn.line("take_tool", tool=wording.part(f"the_{step.tool}"))
    posture = turn.line(f"posture_{step.posture}") if step.posture not in {"", state.posture} else ""
    return tool, posture


def _detail(turn: Turn, step: Step) -> tuple[str, ...]:
    level = turn.state.level
    if step.strokes and step.tool == "none" and level != "quiet":
        return (step.script.reminder,)  # A move: what it is its range tells.
    if level == "first" or not step.met:
        return step.script.position
    return (step.script.reminder,) if level == "usual" else ()


def _before_the_first_stroke(turn: Turn, step: Step) -> tuple[str, ...]:
    places = step.script.keep_off
    if not places:
        return (step.script.range,)
    listed = turn.setting.wording.listing(list(places))
    return step.script.range, turn.line("keep_off", places=listed)


def _gap(turn: Turn, step: Step, settling: Sequence[str]) -> float:
    """What's left of the posture change after its words, at least the setup."""
    if not step.posture:
        return step.setup_seconds
    change = change_seconds(turn.state.posture, step.posture)
    spent = speech_seconds(settling, turn.setting.plan.language)
    return max(step.setup_seconds, change - spent)
