"""A runner's voiceprint from their takes, and its likeness to speech.

Two Gaussian likelihoods are compared, the runner's and anybody's: over all takes, and over those of the
phrase heard, which tell more. Only takes are kept; the print is made each session.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from voice_coach.listening.voiceprint.encoder import Numbers, VoiceEncoder

MOST_COUNTED = 3
"""Takes of a sitting are alike in more than the voice."""


@dataclass(frozen=True, eq=False)
class Pile:
    """Mean of some takes' traits, and their number."""

    mean: Numbers
    count: int


@dataclass(frozen=True, eq=False)
class Voiceprint:
    """``spread`` is the encoder's."""

    spread: Numbers
    whole: Pile
    phrases: Mapping[str, Pile]

    def likeness(self, traits: Numbers, phrase: str) -> float:
        """By how many nats ``traits`` of ``phrase`` are likelier the runner's than anybody's: half by all
        takes, half by the phrase's, if any.
        """
        by_all = self._nats(traits, self.whole)
        own = self.phrases.get(phrase)
        return by_all if own is None else (by_all + self._nats(traits, own)) / 2

    def _nats(self, traits: Numbers, pile: Pile) -> float:
        count = min(pile.count, MOST_COUNTED)
        known = count * self.spread / (count * self.spread + 1)
        variance = self.spread / (count * self.spread + 1) + 1
        runner = (traits - known * pile.mean) ** 2 / variance + np.log(variance)
        anybody = traits**2 / (self.spread + 1) + np.log(self.spread + 1)
        return float(np.sum(anybody - runner)) / 2


def voiceprint_of(takes: Mapping[str, Sequence[Numbers]], encoder: VoiceEncoder) -> Voiceprint | None:
    """``takes``: traits by phrase; None without any."""
    piles = {phrase: _pile(several) for phrase, several in takes.items() if several}
    if not piles:
        return None
    every = [one for several in takes.values() for one in several]
    return Voiceprint(encoder.spread, _pile(every), piles)


def _pile(several: Sequence[Numbers]) -> Pile:
    return Pile(np.mean(np.stack(several), axis=0), len(several))
