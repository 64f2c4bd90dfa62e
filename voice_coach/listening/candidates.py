"""What a stretch of speech is held against in a state: the phrases heard there, and decoys, which mean
nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from voice_coach.listening.grammar import Grammar, Phrase

Candidate = Phrase | str
"""A phrase, or a decoy's text."""


class Penalties(Protocol):
    """What a search takes off a candidate's score, in nats."""

    @property
    def unexpected_penalty(self) -> float:
        """Of a phrase that answers something else than the coach has asked."""

    @property
    def decoy_penalty(self) -> float:
        """Of a decoy."""


def candidates_in(grammar: Grammar, state: str) -> tuple[Candidate, ...]:
    """Phrases, then decoys. Raises InputError (`unknown-state`)."""
    return (*grammar.phrases_in(state), *grammar.decoys_in(state))


def texts_of(candidates: Iterable[Candidate]) -> list[str]:
    return [one if isinstance(one, str) else one.text for one in candidates]


def handicap_of(candidate: Candidate, grammar: Grammar, state: str, penalties: Penalties) -> float:
    """What is taken off ``candidate`` in ``state``, nats."""
    if isinstance(candidate, str):
        return penalties.decoy_penalty
    expected = grammar.expects.get(state)
    return penalties.unexpected_penalty if expected and candidate.command not in expected else 0.0


def meaning_of(candidate: Candidate) -> object:
    """Equal for those that are obeyed alike."""
    return (
        candidate if isinstance(candidate, str) else (candidate.command, candidate.seconds, candidate.value)
    )
