"""A runner's own surplus: enrolled phrases, and what was learnt by doing.

An enrolled phrase is judged by a line through its surplus and its margin over the best rival, which says more
with own chains; fitted on simulated enrolments (`python -m bench.enrolment --fit`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from voice_coach.listening.grammar import Grammar, Understood
from voice_coach.listening.learning import Learning, bounded

SURPLUS_WEIGHT = 0.59
RIVAL_WEIGHT = 0.85
BIAS = -0.7
"""Nats: one below the fit, against confusing own words."""
_MOST_RIVAL = 3.0
"""Nats a step; more makes nothing surer."""


def own_surplus(surplus: float, evidence: Mapping[str, float]) -> float:
    """An enrolled phrase's, in nats, for its runner."""
    rival = max(-_MOST_RIVAL, min(_MOST_RIVAL, evidence.get("rival_margin", 0.0)))
    return SURPLUS_WEIGHT * surplus + RIVAL_WEIGHT * rival + BIAS


@dataclass(frozen=True, eq=False)
class OwnHearing:
    """One runner's `decision.Adjust`."""

    grammar: Grammar
    enrolled: frozenset[str] = field(default_factory=frozenset)
    learning: Learning | None = None

    def __call__(self, understood: Understood, surplus: float, evidence: Mapping[str, float]) -> float:
        """Urgent phrases never become harder."""
        text = understood.phrase.text
        found = own_surplus(surplus, evidence) if text in self.enrolled else surplus
        if self.learning is not None:
            found -= bounded(self.learning.shift(self.grammar.without_address(text)))
        return max(surplus, found) if understood.command in self.grammar.urgent else found
