"""What the runner rates at the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from voice_coach.routine.adapting import A_BREAK_DAYS, LOOSE
from voice_coach.routine.memory import AreaPast, Asked
from voice_coach.routine.plan import Plan
from voice_coach.routine.wish import Wish

_EVERY_THIRD = 3
"""Then another area's turn comes, even if one is still tight."""


def asked_of(plan: Plan, wish: Wish, pasts: Sequence[AreaPast], *, compare: bool) -> Asked | None:
    """The focus; or the area last tight, till it's loose; or the one rated longest ago. ``None`` if nothing
    is known. ``compare``: last time may be mentioned.
    """
    spoken = {step.area: step.script.area for step in reversed(plan.steps) if step.tool != "none"}
    if not spoken or not (pasts or wish.focus):
        return None
    known = {past.area: past for past in pasts if past.area in spoken}
    area, side = _chosen(list(reversed(spoken)), wish, known, plan.seed), ""
    if area in wish.focus and _is_named(plan, area, wish.focus_side):
        side = wish.focus_side
    name = plan.lines[f"{side}_{area}"][0] if side else spoken[area]
    past = known.get(area)
    if past is None or past.rating is None or past.rated_side != side or not compare:
        return Asked(area, name, side)
    return Asked(area, name, side, past.rating, past.rated_when)


def _chosen(areas: Sequence[str], wish: Wish, known: Mapping[str, AreaPast], seed: int) -> str:
    for area in wish.focus:
        if area in areas:
            return area
    tight = [past for past in known.values() if _still_tight(past)]
    if tight and seed % _EVERY_THIRD != _EVERY_THIRD - 1:
        return max(tight, key=lambda past: past.rating or 0).area
    never = float("inf")
    return max(areas, key=lambda area: never if (past := known.get(area)) is None else _age(past))


def _still_tight(past: AreaPast) -> bool:
    lately = past.rated_days is not None and past.rated_days <= A_BREAK_DAYS
    return lately and past.rating is not None and past.rating > LOOSE


def _age(past: AreaPast) -> float:
    return float("inf") if past.rated_days is None else past.rated_days


def _is_named(plan: Plan, area: str, side: str) -> bool:
    """Has a name and is worked alone."""
    return f"{side}_{area}" in plan.lines and any(
        step.area == area and step.side == side for step in plan.steps
    )
