"""No two sessions alike: a ready-made plan in other words, by what this phone has heard."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from voice_coach.routine.insights import choose_insights
from voice_coach.routine.memory import Memory
from voice_coach.routine.plan import Plan, Step
from voice_coach.routine.scripts import opening_keys
from voice_coach.routine.variants import least_used
from voice_coach.web.phone.spared import spared


def varied(plan: Plan, memory: Memory, seed: int) -> Plan:
    """As the computer would plan it: ``seed`` and the last session's wordings choose the words, ``memory``
    the insights, what's told in full, what's left out because it hurt, and who should see a doctor. The
    plan's own insights are those to choose from.
    """
    plan = spared(replace(plan, seed=seed), memory)
    areas = {step.area for step in plan.steps}
    steps = tuple(replace(step, met=memory.met is None or step.exercise in memory.met) for step in plan.steps)
    new = replace(
        plan,
        steps=steps,
        met=memory.met,
        heard=memory.heard,
        often_painful=memory.often,
        insights=choose_insights(plan.insights, areas, memory.insights, seed),
    )
    return _reopened(new)


def openings(step: Step, plan: Plan) -> Iterator[str]:
    """Whatever ``step`` can open with in ``varied`` plans."""
    worked = {"sweep": step.strokes, "search": step.holds, "hold": step.holds}
    for part, key in opening_keys(step.tool).items():
        if worked[part] and getattr(step.script, part) in plan.lines.get(key, ()):
            yield from plan.lines[key]


def _reopened(plan: Plan) -> Plan:
    """What opens in the coach's words opens in others of them."""
    uses: dict[str, int] = {}
    steps = []
    for step in plan.steps:
        found: dict[str, Any] = {}
        for part, key in opening_keys(step.tool).items():
            if getattr(step.script, part) in plan.lines.get(key, ()):
                text = least_used(plan.lines[key], uses, plan.seed, plan.heard)
                uses[text] = uses.get(text, 0) + 1
                found[part] = text
        steps.append(replace(step, script=replace(step.script, **found)))
    return replace(plan, steps=tuple(steps))
