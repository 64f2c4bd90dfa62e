"""The tables of ``docs/memory.md``: the rules, and what made histories of twelve weeks change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bench.seeded_histories import HISTORIES, LEGS, WEEKS
from voice_coach.records.past_session import PastSession
from voice_coach.records.remembering import memory_of
from voice_coach.routine.adapting import RULES
from voice_coach.routine.library import Readings
from voice_coach.routine.loader import load_plan
from voice_coach.routine.plan import Plan

_ROUTINE = "recovery"
_MEANS = {
    "out": "left out",
    "lighter": "the least dose",
    "earlier": "first",
    "more": "more",
    "less": "less",
    "worse_first": "tighter side first, longer",
}


def rules_table() -> str:
    """Each rule, what it asks of the past, and what it does."""
    rows = ["| rule | holds if | then the area |", "|---|---|---|"]
    for rule in RULES:
        tests = ", ".join(str(test) for test in rule.tests)
        rows.append(f"| {rule.name} | {tests} | {', '.join(_MEANS[change] for change in rule.changes)} |")
    return "\n".join(rows) + "\n"


def histories_table() -> str:
    """By history and week, what a recovery two days after the week's last session is like; only the weeks
    whose sentences weren't shown before."""
    readings = Readings()
    usual = load_plan(_ROUTINE, level="usual", readings=readings)
    rows = [
        "| runner | week | seconds a side, in order | what the coach says |",
        "|---|---|---|---|",
    ]
    rows.append(f"| no one's | | {_doses(usual)} | |")
    shown = {""}
    for name, sessions in HISTORIES.items():
        for week in range(1, WEEKS + 1):
            past = _until(sessions, week)
            now = _end_of(week, sessions)
            plan = load_plan(_ROUTINE, level="usual", memory=memory_of(past, now), readings=readings)
            said = " ".join(one.text for one in plan.memories)
            if said not in shown:
                rows.append(f"| {name} | {week} | {_doses(plan)} | {said} |")
            shown.add(said)
    return "\n".join(rows) + "\n"


def _until(sessions: Sequence[PastSession], week: int) -> list[PastSession]:
    end = _end_of(week, sessions)
    return [one for one in sessions if one.began is not None and one.began < end]


def _end_of(week: int, sessions: Sequence[PastSession]) -> datetime:
    first = sessions[0].began
    assert first is not None
    return first + timedelta(weeks=week)


def _doses(plan: Plan) -> str:
    """``calves L 49+R 38``: rolled areas in order; one figure if both sides get the same."""
    found = []
    for area in dict.fromkeys(step.area for step in plan.steps if step.area in LEGS):
        steps = [step for step in plan.steps if step.area == area and step.tool != "none"]
        sides = [f"{step.side[0].upper()} {step.worked_seconds:.0f}" for step in steps]
        alike = len({side[2:] for side in sides}) == 1
        found.append(f"{area} {sides[0][2:] if alike else '+'.join(sides)}")
    return ", ".join(found)
