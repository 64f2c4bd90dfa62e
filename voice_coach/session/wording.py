"""The coach's own lines put into words: variants, fields, durations."""

from __future__ import annotations

from voice_coach.routine.plan import Plan, Step


class Wording:
    """Sentences of one plan. ``count`` rotates through the variants of a line, so that wording varies
    within a session
    and repeats from one session to the same session."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan

    def line(self, key: str, count: int = 0, **fields: object) -> str:
        variants = self._plan.lines.get(key)
        if not variants:
            return ""  # A language may leave it out.
        return variants[(self._plan.seed + count) % len(variants)].format(**fields)

    def part(self, key: str) -> str:
        """A fragment, which has no variants."""
        return self._plan.lines[key][0]

    def duration(self, seconds: float) -> str:
        """Exact to the second up to two minutes, then to the half minute: nobody wants odd seconds of
        nineteen minutes."""
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

    def tools(self) -> str:
        return self.listing([self.part(f"tool_{tool}") for tool in self._plan.tools])

    def areas(self, steps: list[Step]) -> str:
        """Each area once, by the name its first exercise gives it: a stretch belongs to what it stretches."""
        named: dict[str, str] = {}
        for step in steps:
            named.setdefault(step.area, step.script.area)
        return self.listing(list(named.values()))
