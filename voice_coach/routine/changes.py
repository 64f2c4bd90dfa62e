"""What the past changes of a plan: order, sides and doses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from voice_coach.routine.blocks import Block
from voice_coach.routine.model import Amount, Dose
from voice_coach.routine.plan import Side
from voice_coach.routine.planner import Part, at_most, half_way

_LESS: dict[Amount, Amount] = {"least": "least", "usual": "least", "most": "usual"}


class Changes(NamedTuple):
    """``worse_first``: areas with their tighter sides."""

    earlier: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    less: tuple[str, ...] = ()
    worse_first: tuple[tuple[str, Side], ...] = ()

    def of_doses(self) -> bool:
        return bool(self.more or self.less or self.worse_first)

    def first_side(self, area: str) -> Side | None:
        return dict(self.worse_first).get(area)


NO_CHANGES = Changes()


def in_order(blocks: Sequence[Block], earlier: Sequence[str]) -> list[Block]:
    """Blocks with ``earlier`` areas first."""
    first = [block for block in blocks if block.exercise.area in earlier]
    return [*first, *(block for block in blocks if block.exercise.area not in earlier)]


def changed(part: Part, block: Block, changes: Changes, *, raised: bool) -> Part:
    """``raised``: more begins half-way to the most; else it only grows faster."""
    if part.area in changes.more and not part.stretch:
        own = _between(block.dose(block.amount), part)
        part = replace(part, least=half_way(part, own)) if raised else replace(part, focus=True)
    if part.area in changes.less:
        less = at_most(_between(block.dose(_LESS[block.amount]), part), part.most)
        part = replace(part, most=less)
    if changes.first_side(part.area) is not None and part.sides == 2:
        part = replace(part, worse_side=True)
    return part


def _between(dose: Dose, part: Part) -> Dose:
    """No figure under the part's least or over its most."""
    least = Dose(*(max(pair) for pair in zip(dose, part.least, strict=True)))  # type: ignore[arg-type]
    return at_most(least, part.most)
