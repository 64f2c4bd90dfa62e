"""What must hold in every plan, as a list of what's wrong: for the property tests and the figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from voice_coach.routine.blocks import TOOLS
from voice_coach.routine.library import Library
from voice_coach.routine.plan import Level, Plan, Step
from voice_coach.routine.wish import Wish

ROUTINES = ("warmup", "recovery", "maintenance", "desk-break", "long-run")
LEVELS: tuple[Level, ...] = ("first", "usual", "quiet")
TOOL_SETS = [list(some) for count in range(1, 5) for some in combinations(TOOLS, count)]
_LIBRARY = Library("en")
AREAS = _LIBRARY.areas()
ORDER = {area: next(iter(_LIBRARY.exercises(area).values())).order for area in AREAS}

_GUN_SPOT_SECONDS, _SPOT_SECONDS, _SET_SECONDS, _GUN_SECONDS = (15, 20), (20, 60), (30, 120), 900
_STROKE_SECONDS, _SEARCH_SECONDS = (3, 4), (8, 10)


def pairs_of(plan: Plan) -> list[list[Step]]:
    """The steps of each exercise: its two sides, or the one."""
    pairs: dict[int, list[Step]] = {}
    for step in plan.steps:
        pairs.setdefault(step.pair, []).append(step)
    return list(pairs.values())


def faults_of(plan: Plan, wish: Wish, tools: Sequence[str] | None) -> list[str]:
    """Each rule that ``plan`` breaks, in a word or two."""
    return [*_areas(plan, wish), *_doses(plan, tools), *_sides(plan, wish)]


def _areas(plan: Plan, wish: Wish) -> Iterator[str]:
    worked = {step.area for step in plan.steps}
    orders = [ORDER[step.area] for step in plan.steps]
    if not plan.steps:
        yield "no steps"
    if orders != sorted(orders):
        yield "out of order"
    if worked & set(wish.skip):
        yield "an area to skip"
    if not {*wish.focus} <= worked:
        yield "without the focus"


def _doses(plan: Plan, tools: Sequence[str] | None) -> Iterator[str]:
    rolled: set[str] = set()
    for step in plan.steps:
        if step.area == "dynamic":
            if (step.tool, step.holds) != ("none", 0) or not step.strokes:
                yield f"{step.exercise} isn't a move"
            continue
        if step.tool != "none":
            rolled.add(step.area)
        yield from (f"{step.exercise}: {what}" for what in _dose(step, rolled, tools))
    if sum(step.worked_seconds for step in plan.steps if step.tool == "gun") > _GUN_SECONDS:
        yield "too long with the gun"


def _dose(step: Step, rolled: set[str], tools: Sequence[str] | None) -> Iterator[str]:
    if step.tool == "none":
        if step.area not in rolled:
            yield "stretched before it's rolled"
        if step.strokes or step.search_seconds:
            yield "a stretch that moves"
    else:
        if tools is not None and step.tool not in tools:
            yield "another tool"
        if not _STROKE_SECONDS[0] <= step.stroke_seconds <= _STROKE_SECONDS[1]:
            yield f"strokes of {step.stroke_seconds:g} s"
        if step.worked_seconds < _SET_SECONDS[0]:
            yield f"{step.worked_seconds:g} s a side"
        searched = _SEARCH_SECONDS[0] <= step.search_seconds <= _SEARCH_SECONDS[1]
        if not searched and (step.search_seconds or step.holds != 1):
            yield f"{step.search_seconds:g} s of search"
    least, most = _GUN_SPOT_SECONDS if step.tool == "gun" else _SPOT_SECONDS
    if not least <= step.hold_seconds <= most:
        yield f"{step.hold_seconds:g} s on one spot"
    if step.worked_seconds > _SET_SECONDS[1]:
        yield f"{step.worked_seconds:g} s a side"
    if step.setup_seconds <= 0:
        yield "no time to set up"


def _sides(plan: Plan, wish: Wish) -> Iterator[str]:
    for pair in pairs_of(plan):
        sides = [step.side for step in pair]
        usual = ["right", "left"] if wish.side == "worse-right" else ["left", "right"]
        wanted = [wish.side] if wish.side in {"left", "right"} else usual
        if sides not in (["both"], wanted):
            yield f"{pair[0].exercise}: {' and '.join(sides)}"
        if wish.side in {"both", "left", "right"}:
            if len({step.worked_seconds for step in pair}) != 1:
                yield f"{pair[0].exercise}: uneven sides"
        elif pair[0].worked_seconds < pair[-1].worked_seconds:
            yield f"{pair[0].exercise}: less for the worse side"
