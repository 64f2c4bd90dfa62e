"""A runner's voiceprint, made from their takes, and how much like it a stretch of speech is.

Two likelihoods are compared, both Gaussian: the runner spoke, or anybody. Once with all takes together, and
once with those of the phrase that was heard, which tell more: the same words by the same voice. Only
the takes themselves are kept; the print is made at the start of each session.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from voice_coach.listening.voiceprint.encoder import Numbers, VoiceEncoder

MOST_COUNTED = 3
"""Takes of one sitting are alike in more than the voice, so they count for no more than so many."""


@dataclass(frozen=True, eq=False)
class Pile:
    """Some takes: the mean of their traits, and how many there are."""

    mean: Numbers
    count: int


@dataclass(frozen=True, eq=False)
class Voiceprint:
    """One runner's. ``spread`` is the encoder's."""

    spread: Numbers
    whole: Pile
    phrases: Mapping[str, Pile]

    def likeness(self, traits: Numbers, phrase: str) -> float:
        """By how many nats ``traits`` of somebody who said ``phrase`` are likelier the runner's than
        anybody's: half of it by all takes, half by those of the phrase, where there are any."""
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
    """The print of a runner whose takes have the traits ``takes``, by phrase; None where there are none."""
    piles = {phrase: _pile(several) for phrase, several in takes.items() if several}
    if not piles:
        return None
    every = [one for several in takes.values() for one in several]
    return Voiceprint(encoder.spread, _pile(every), piles)


def _pile(several: Sequence[Numbers]) -> Pile:
    return Pile(np.mean(np.stack(several), axis=0), len(several))
