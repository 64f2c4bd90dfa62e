"""Writes OpenFst's mutable transducers ("vector", arcs over costs) for libvosk.

kaldifst's OpenFst in the same process would disturb libvosk's.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

_MAGIC = 2125659606
_VERSION = 2
_EXPANDED_AND_MUTABLE = 0x3
_NEVER_FINAL = float("inf")


@dataclass(frozen=True)
class Arc:
    """Input, output (0: none), cost in nats, target state."""

    takes: int
    gives: int
    cost: float
    to_state: int


@dataclass
class Fst:
    """State 0 is the start."""

    arcs: list[list[Arc]] = field(default_factory=lambda: [[]])
    final_costs: dict[int, float] = field(default_factory=dict)

    def add_state(self) -> int:
        self.arcs.append([])
        return len(self.arcs) - 1

    def add_arc(self, from_state: int, takes: int, gives: int, cost: float, to_state: int) -> None:
        self.arcs[from_state].append(Arc(takes, gives, cost, to_state))

    def sorted_by_output(self) -> Fst:
        """Arcs sorted by output, as composition needs."""
        return Fst([sorted(arcs, key=lambda arc: arc.gives) for arcs in self.arcs], dict(self.final_costs))


def fst_content(fst: Fst) -> bytes:
    pieces = [
        struct.pack("<i", _MAGIC),
        _text("vector"),
        _text("standard"),
        struct.pack("<iiQ", _VERSION, 0, _EXPANDED_AND_MUTABLE),
        struct.pack("<qqq", 0, len(fst.arcs), sum(map(len, fst.arcs))),
    ]
    for state, arcs in enumerate(fst.arcs):
        pieces.append(struct.pack("<fq", fst.final_costs.get(state, _NEVER_FINAL), len(arcs)))
        pieces += [struct.pack("<iifi", arc.takes, arc.gives, arc.cost, arc.to_state) for arc in arcs]
    return b"".join(pieces)


def _text(text: str) -> bytes:
    return struct.pack("<i", len(text)) + text.encode("ascii")
