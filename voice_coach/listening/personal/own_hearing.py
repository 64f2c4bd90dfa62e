"""By how much what was heard passes for one runner: enrolled phrases, and what was learnt by doing.

With a runner's own chains in the search, being ahead of every rival says more than it does for a stranger. So
an enrolled phrase is judged by a line through its usual surplus and its margin over the best rival, fitted on
simulated enrolments over speakers (`python -m bench.enrolment --fit`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from voice_coach.listening.grammar import Grammar, Understood
from voice_coach.listening.learning import Learning, bounded

SURPLUS_WEIGHT = 0.59
RIVAL_WEIGHT = 0.85
BIAS = -0.7
"""Nats; a whole one below the fitted one, so that no one's own words are taken for one another."""
_MOST_RIVAL = 3.0
"""Nats a step; more than this makes nothing surer."""


def own_surplus(surplus: float, evidence: Mapping[str, float]) -> float:
    """``surplus`` (nats) of an enrolled phrase as it counts for the one who enrolled it."""
    rival = max(-_MOST_RIVAL, min(_MOST_RIVAL, evidence.get("rival_margin", 0.0)))
    return SURPLUS_WEIGHT * surplus + RIVAL_WEIGHT * rival + BIAS


@dataclass(frozen=True, eq=False)
class OwnHearing:
    """One runner's `decision.Adjust`: ``enrolled`` phrases, and what ``learning`` knows at each moment."""

    grammar: Grammar
    enrolled: frozenset[str] = field(default_factory=frozenset)
    learning: Learning | None = None

    def __call__(self, understood: Understood, surplus: float, evidence: Mapping[str, float]) -> float:
        """An urgent phrase never becomes harder."""
        text = understood.phrase.text
        found = own_surplus(surplus, evidence) if text in self.enrolled else surplus
        if self.learning is not None:
            found -= bounded(self.learning.shift(self.grammar.without_address(text)))
        return max(surplus, found) if understood.command in self.grammar.urgent else found
