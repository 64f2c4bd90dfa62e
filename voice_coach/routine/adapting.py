"""How the past changes a plan: rules as data.

An area's first rule whose tests all hold applies. Pain always counts; other rules only while there's room for
their reasons (``MOST_SENTENCES``), weightiest first.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from voice_coach.routine.memory import AreaPast, Change

MOST_SENTENCES = 2
"""About the past, a session."""
TIGHT = 6
"""From this rating on an area is tight; up to LOOSE it's loose."""
LOOSE = 3
A_BREAK_DAYS = 14.0
"""Then the coach begins with less, and old tightness says nothing."""
LOOSE_WEEKS = 4.0
_EVER = float("inf")


class Test(NamedTuple):
    """The fact is known and within bounds; yes counts as 1."""

    fact: str
    least: float = 1.0
    most: float = _EVER

    def holds(self, past: AreaPast) -> bool:
        value = getattr(past, self.fact)
        return value is not None and self.least <= value <= self.most

    def __str__(self) -> str:
        name = self.fact.replace("_", " ")
        if isinstance(AreaPast._field_defaults[self.fact], bool):
            return name
        if self.most == _EVER:
            return f"{name} ≥ {self.least:g}"
        return f"{name} ≤ {self.most:g}" if self.least <= 0 else f"{name} {self.least:g}–{self.most:g}"


class Rule(NamedTuple):
    """``reason``: the line spoken for ``changes``, at the ``opening`` or with the area; ``source``: the fact
    naming its session. Rules for ``safety`` always count. Only the first ``most_areas`` follow it.
    """

    name: str
    tests: tuple[Test, ...]
    changes: tuple[Change, ...]
    reason: str
    source: str
    opening: bool = False
    safety: bool = False
    most_areas: int = 99


_NO_BREAK = Test("days_since", 0.0, A_BREAK_DAYS)
_RATED = Test("rated_days", 0.0, A_BREAK_DAYS)
_ONE_SIDE = (Test("streak", 2), Test("tighter_days", 0.0, A_BREAK_DAYS))

RULES: tuple[Rule, ...] = (
    Rule("ended by pain", (Test("ended_last"),), ("out",), "pain_left_out", "hurt_when", True, True),
    Rule(
        "sore lately", (Test("sore_lately"),), ("lighter",), "pain_offered_lighter", "hurt_when", True, True
    ),
    Rule("a break", (Test("days_since", A_BREAK_DAYS + 1),), ("less",), "reason_break", "last_when", True),
    Rule("skipped", (Test("skipped_last"), _NO_BREAK), ("earlier",), "reason_skipped", "last_when"),
    Rule(
        "tight on one side",
        (Test("rating", TIGHT), _RATED, *_ONE_SIDE),
        ("more", "worse_first"),
        "reason_tight_side",
        "tighter_when",
    ),
    Rule("tight", (Test("rating", TIGHT), _RATED), ("more",), "reason_tight", "rated_when"),
    Rule("one side", _ONE_SIDE, ("worse_first",), "reason_side", "tighter_when", True),
    Rule(
        "loose for weeks",
        (Test("loose_weeks", LOOSE_WEEKS), _NO_BREAK),
        ("less",),
        "reason_loose",
        "last_when",
        most_areas=2,
    ),
)
"""In order of weight."""


class Adaptation(NamedTuple):
    """``side``: the tighter one, if it matters."""

    rule: Rule
    pasts: tuple[AreaPast, ...]
    side: str = ""

    @property
    def areas(self) -> tuple[str, ...]:
        return tuple(past.area for past in self.pasts)

    @property
    def when(self) -> str:
        """The session it comes from."""
        return str(getattr(self.pasts[0], self.rule.source))


def rule_for(past: AreaPast) -> Rule | None:
    """The first that holds."""
    return next((rule for rule in RULES if all(test.holds(past) for test in rule.tests)), None)


def adaptations(
    pasts: Sequence[AreaPast], areas: Sequence[str], futile: Collection[tuple[str, str]] = ()
) -> tuple[Adaptation, ...]:
    """For ``areas`` in order, weightiest first: all for pain, others while there's room for reasons.

    ``futile``: pairs of rule and area without effect today.
    """
    known = {past.area: past for past in pasts}
    found: dict[tuple[Rule, str], list[AreaPast]] = {}
    for area in areas:
        past = known.get(area)
        rule = None if past is None else rule_for(past)
        if past is not None and rule is not None and (rule.name, area) not in futile:
            side = past.tighter if "worse_first" in rule.changes else ""
            found.setdefault((rule, side), []).append(past)
    by_weight = sorted(found, key=lambda pair: RULES.index(pair[0]))
    pains = [pair for pair in by_weight if pair[0].safety]
    others = [pair for pair in by_weight if not pair[0].safety]
    room = MOST_SENTENCES - len(pains)
    return tuple(
        Adaptation(rule, tuple(found[rule, side][: rule.most_areas]), side)
        for rule, side in (*pains, *others[:room])
    )
