"""A state's phrases and decoys."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from voice_coach.listening.grammar import Grammar, Phrase

Candidate = Phrase | str
"""A phrase, or a decoy's text."""


class Penalties(Protocol):
    """Nats that a search takes off a candidate's score."""

    @property
    def unexpected_penalty(self) -> float:
        """Of a phrase that doesn't answer the question."""

    @property
    def decoy_penalty(self) -> float:
        """Of a decoy."""


def candidates_in(grammar: Grammar, state: str) -> tuple[Candidate, ...]:
    """Phrases, then decoys. Raises InputError (`unknown-state`)."""
    return (*grammar.phrases_in(state), *grammar.decoys_in(state))


def texts_of(candidates: Iterable[Candidate]) -> list[str]:
    return [one if isinstance(one, str) else one.text for one in candidates]


def handicap_of(candidate: Candidate, grammar: Grammar, state: str, penalties: Penalties) -> float:
    if isinstance(candidate, str):
        return penalties.decoy_penalty
    expected = grammar.expects.get(state)
    return penalties.unexpected_penalty if expected and candidate.command not in expected else 0.0


def meaning_of(candidate: Candidate) -> object:
    """Equal for candidates with the same effect."""
    return (
        candidate if isinstance(candidate, str) else (candidate.command, candidate.seconds, candidate.value)
    )
