"""A plan as a table for people and as rows for scripts."""

from __future__ import annotations

from typing import Any

from voice_coach.routine.plan import Plan
from voice_coach.session.ahead import session_seconds


def plan_rows(plan: Plan) -> dict[str, Any]:
    """Plain data, with expected seconds in all."""
    return {
        "routine": plan.routine,
        "title": plan.title,
        "tools": list(plan.tools),
        "seconds": round(session_seconds(plan)),
        "notes": list(plan.notes),
        "reasons": [{"text": one.text, "from": one.when} for one in plan.memories],
        "steps": [
            {
                "area": step.area,
                "side": step.side,
                "exercise": step.exercise,
                "tool": step.tool,
                "setup_seconds": step.setup_seconds,
                "sweep_seconds": step.strokes * step.stroke_seconds,
                "holds": step.holds,
                "search_seconds": step.search_seconds,
                "hold_seconds": step.hold_seconds,
            }
            for step in plan.steps
        ],
    }


def plan_table(plan: Plan) -> str:
    """The plan as aligned text."""
    data = plan_rows(plan)
    minutes, seconds = divmod(data["seconds"], 60)
    lines = [
        f"{plan.title} ({plan.routine}), about {minutes}:{seconds:02d} min, with {', '.join(plan.tools)}",
        "",
        f"{'':3} {'area':12} {'side':6} {'exercise':22} {'sweep':>7} {'search':>7} {'hold':>9}",
    ]
    for number, row in enumerate(data["steps"], start=1):
        hold = f"{row['holds']} x {row['hold_seconds']:g} s"
        lines.append(
            f"{number:3} {row['area']:12} {row['side']:6} {row['exercise']:22} "
            f"{row['sweep_seconds']:5g} s {row['search_seconds']:5g} s {hold:>9}"
        )
    reasons = [f"{one.text} (session of {one.when[:10]})" for one in plan.memories]
    return "\n".join([*lines, *([""] if plan.notes or reasons else []), *reasons, *plan.notes])
