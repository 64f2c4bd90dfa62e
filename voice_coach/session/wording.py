"""The coach's lines put into words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from voice_coach.routine.plan import Plan, Side, Step
from voice_coach.routine.variants import least_used


class Wording:
    """The plan's seed decides which variant comes first; the last session's come last."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan

    def variants(self, key: str) -> tuple[str, ...]:
        """Empty if the language leaves the line out."""
        return self._plan.lines.get(key, ())

    def least_used(self, variants: Sequence[str], uses: Mapping[str, int]) -> str:
        """Ties go in order, from a place the seed chooses."""
        if not variants:
            return ""
        return least_used(variants, uses, self._plan.seed, self._plan.heard)

    def part(self, key: str) -> str:
        variants = self._plan.lines.get(key)
        return variants[0] if variants else ""

    def duration(self, seconds: float) -> str:
        """Exact to two minutes, then to the half minute."""
        whole = round(seconds) if seconds <= 120 else 30 * round(seconds / 30)
        minutes, rest = divmod(whole, 60)
        if minutes == 0 and rest == 1 and "one_second" in self._plan.lines:
            return self.part("one_second")
        if minutes == 0:
            return self.part("seconds").format(n=rest)
        spoken = self.part("one_minute") if minutes == 1 else self.part("minutes").format(n=minutes)
        return (
            self.part("minutes_and_seconds").format(minutes=spoken, seconds=self.duration(rest))
            if rest
            else spoken
        )

    def whole_minutes(self, seconds: float) -> str:
        minutes = max(1, round(seconds / 60))
        return self.part("one_minute") if minutes == 1 else self.part("minutes").format(n=minutes)

    def listing(self, items: list[str]) -> str:
        """``a``, ``a and b``, ``a, b and c``."""
        if len(items) < 2:
            return "".join(items)
        return f"{', '.join(items[:-1])} {self.part('and')} {items[-1]}"

    def place(self, step: Step, side_override: Side | None = None) -> str:
        """Area and side (``left calf``), or the area for both sides."""
        side = side_override or step.side
        if side == "both":
            return step.script.area
        return self.sided(step, side) or f"{step.script.area}, {self.part(side)}"

    def sided(self, step: Step, side_override: Side | None = None) -> str:
        """Area and side in two words (``left calf``); empty for a stretch, and if the language has none."""
        return self.part(f"{side_override or step.side}_{step.area}") if step.tool != "none" else ""

    def tools(self, things: Sequence[str] = ()) -> str:
        """And ``things`` needed besides; without any, that it's no tools."""
        tools = [tool for tool in self._plan.tools if tool != "none" or not things]
        return self.listing([*(self.part(f"tool_{tool}") for tool in tools), *things])

    def areas(self, steps: list[Step]) -> str:
        """Each once, by its first exercise's name."""
        named: dict[str, str] = {}
        for step in [step for step in steps if step.tool != "none"] or steps:
            named.setdefault(step.area, step.script.area)
        return self.listing(list(named.values()))
