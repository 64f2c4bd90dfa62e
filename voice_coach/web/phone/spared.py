"""What hurt last time is left out of a ready-made plan, and the runner is told why."""

from __future__ import annotations

from dataclasses import replace

from voice_coach.routine.memory import Memory, Recollection
from voice_coach.routine.plan import Plan
from voice_coach.routine.variants import not_heard


def spared(plan: Plan, memory: Memory) -> Plan:
    """Without the areas that pain ended last time and moves that work them, unless nothing would be left."""
    names = {step.area: step.script.area for step in plan.steps}
    over = {past.area: past.hurt_when for past in memory.areas if past.ended_last and past.area in names}
    steps = tuple(step for step in plan.steps if over.keys().isdisjoint((step.area, *step.touches)))
    if not over or not steps:
        return plan
    told = [name for area, name in names.items() if area in over]
    wording = not_heard(plan.lines.get("pain_left_out", ()), memory.heard, plan.seed)
    text = wording.format(
        area=f" {plan.lines['and'][0]} ".join(filter(None, (", ".join(told[:-1]), told[-1])))
    )
    why = (Recollection(text, next(iter(over.values())), "opening", wording),) if wording else ()
    tools = tuple(tool for tool in plan.tools if any(step.tool == tool for step in steps))
    return replace(plan, steps=steps, tools=tools or plan.tools, memories=(*plan.memories, *why))
