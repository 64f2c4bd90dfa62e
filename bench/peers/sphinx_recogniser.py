"""A peer: PocketSphinx's English acoustic model, searched for the phrases of the state.

The model and its features are PocketSphinx's, from its wheel; the search is ours
(`sphinx_search.py`), because a decision needs the runner-up and a free phone loop as well as the best path.

Evidence, in nats; a margin is per frame (10 ms):
  loop_margin, loop_sum, loop_per_phone     best phrase less the free phone loop
  rival_margin, rival_sum, rival_per_phone  best phrase less the best phrase or decoy that means something
                                            else (below 0: a decoy did better)
  phone_mean, phone_least                   log posterior of the phrase's phones, of its worst phone
  first_phone, last_phone                   those of its first and last
  loop_level                                what the free loop reached: how well any speech fits the sound
  phones                                    how many phones the phrase has
  frames_per_phone                          their mean length in frames
  least_frames                              the shortest, in frames
  most_frames                               the longest, in mean lengths
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from bench.peers.sphinx_search import Network, SearchResult, SearchSettings, build_network, search
from training.sphinx_front_end import FRAME_SHIFT, cepstra, features
from training.sphinx_model import SphinxModel, load_model, model_folder
from voice_coach.listening.candidates import Candidate, candidates_in, handicap_of, meaning_of, texts_of
from voice_coach.listening.grammar import Grammar, Phrase
from voice_coach.listening.pronunciation import Lexicon
from voice_coach.listening.recogniser import GARBAGE, HeardWord, HearsWholeSegments, Hypothesis

_NO_RIVAL = 5.0
"""Margin, nats a frame, where nothing else was in the running."""


@dataclass(frozen=True, eq=False)
class _StateSearch:
    entries: tuple[Candidate, ...]
    """Phrases, then decoys."""
    network: Network

    @property
    def wanted(self) -> int:
        return sum(isinstance(entry, Phrase) for entry in self.entries)


class PocketSphinxRecogniser(HearsWholeSegments):
    """See the port, `recogniser.Recogniser`."""

    name = "pocketsphinx"
    tells_silence = False

    def __init__(
        self, grammar: Grammar, lexicon: Lexicon, state: str, *, settings: SearchSettings | None = None
    ) -> None:
        """``lexicon`` must hold every word of ``grammar``.

        Raises MissingPartError (`pocketsphinx-missing`, `model-unreadable`), InputError (`unknown-state`).
        """
        self._grammar = grammar
        self._lexicon = lexicon
        self._settings = settings or SearchSettings()
        self._model: SphinxModel = load_model(model_folder())
        self._states: dict[str, _StateSearch] = {}
        super().__init__()
        self.set_state(state)

    def set_state(self, state: str) -> None:
        if state not in self._states:
            entries = candidates_in(self._grammar, state)
            handicaps = [handicap_of(entry, self._grammar, state, self._settings) for entry in entries]
            network = build_network(self._model, self._lexicon, texts_of(entries), handicaps, self._settings)
            self._states[state] = _StateSearch(entries, network)
        self._state = self._states[state]

    def peek(self) -> Hypothesis:
        heard = features(cepstra(self._segment), self._settings.prior_frames)
        result = search(self._state.network, heard, self._state.wanted)
        return Hypothesis(GARBAGE) if result is None else self._hypothesis(result)

    def close(self) -> None:
        self._states.clear()
        self._blocks = []

    def _hypothesis(self, result: SearchResult) -> Hypothesis:
        entries = self._state.entries
        best = result.best
        phrase = entries[best.phrase]
        assert isinstance(phrase, Phrase)
        frames = best.end_frame - best.start_frame
        rival = next(
            (
                score.total
                for score in result.ranked
                if meaning_of(entries[score.phrase]) != meaning_of(phrase)
            ),
            None,
        )
        behind = _NO_RIVAL * frames if rival is None else best.total - rival
        over_loop = best.total + float(self._state.network.handicap[best.variant]) - result.loop_total
        phones = len(result.phone_frames)
        word = HeardWord(phrase.text, best.start_frame * FRAME_SHIFT, best.end_frame * FRAME_SHIFT)
        evidence: Mapping[str, float] = {
            "loop_margin": over_loop / frames,
            "loop_sum": over_loop,
            "loop_per_phone": over_loop / phones,
            "rival_margin": min(_NO_RIVAL, behind / frames),
            "rival_sum": behind,
            "rival_per_phone": behind / phones,
            "phone_mean": float(np.mean(result.phone_scores)),
            "phone_least": min(result.phone_scores),
            "first_phone": result.phone_scores[0],
            "last_phone": result.phone_scores[-1],
            "loop_level": result.loop_total / result.frames,
            "phones": float(phones),
            "frames_per_phone": frames / phones,
            "least_frames": float(min(result.phone_frames)),
            "most_frames": max(result.phone_frames) * phones / frames,
        }
        return Hypothesis(phrase.text, (word,), MappingProxyType(evidence))
