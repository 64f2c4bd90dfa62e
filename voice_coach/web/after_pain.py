"""What a session says only if areas are left out because they hurt: lines, and pieces of the welcome."""

from __future__ import annotations

from collections.abc import Iterator
from string import Formatter

from voice_coach.routine.body import THINGS
from voice_coach.routine.plan import Plan
from voice_coach.session.wording import Wording


def first_lines(plan: Plan) -> Iterator[str]:
    """Any area may now come first."""
    wording = Wording(plan)
    for area, side in dict.fromkeys((step.script.area, step.side) for step in plan.steps):
        key = "area_first" if side == "both" else "area_first_side"
        for line in plan.lines.get(key, ()):
            yield line.format(area=area, side=wording.part(side))


def welcome_pieces(plan: Plan) -> Iterator[str]:
    """The welcome around its minutes, by whatever is needed; ``pieces`` has the minutes."""
    wording = Wording(plan)
    things = [thing for thing in THINGS if any(thing in step.needs for step in plan.steps)]
    names = [wording.part(f"thing_{thing}") for thing in things]
    yield from names
    yield from (wording.part(f"tool_{tool}") for tool in plan.tools)
    for line in plan.lines.get("needs", ()):
        yield from (text for text, *_ in Formatter().parse(line))
    for line in plan.lines["welcome"]:
        for needed in ([], names):
            yield from line.format(title=plan.title, minutes="\n", tools=wording.tools(needed)).split("\n")
        before_tools = line.partition("{tools}")[0]
        yield from before_tools.format(title=plan.title, minutes="\n").split("\n")
