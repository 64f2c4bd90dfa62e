"""The recogniser for Vosk's models.

If the model takes a grammar while running, it gets the state's phrases, decoys, address words and ``[unk]``;
only whole phrases count. Unknown words come out as grammar words with full confidence, so a second decoder
without grammar hears the same sound. Our endpointer closes segments: libvosk's is slow.

Evidence: confidence_mean, confidence_least libvosk's own, 0 to 1, over the words of phrases free_agreement 0
to 1: how much the decoding without grammar agrees known_share words of phrases, of all heard words how many
belong to phrases speech_seconds from the first of these to the last
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import numpy as np

from voice_coach.listening.grammar import Grammar
from voice_coach.listening.recogniser import GARBAGE, HEARING_RATE, HeardWord, Hypothesis, Speech
from voice_coach.listening.vosk_library import VoskDecoder, VoskModel, open_model
from voice_coach.listening.vosk_phrases import agreement, cover, hearable, spell

_BLOCK = HEARING_RATE // 10
"""Blocks of this size, whatever the caller's."""


@dataclass(frozen=True, eq=False)
class _StateEars:
    texts: tuple[str, ...]
    unheard: tuple[tuple[str, str], ...]
    decoder: VoskDecoder


class VoskRecogniser:
    """See `recogniser.Recogniser`. A small model opens in half a second."""

    name = "vosk"
    tells_silence = False

    def __init__(self, folder: Path, grammar: Grammar, state: str, *, second_opinion: bool = True) -> None:
        """``second_opinion`` doubles the cost and gives ``free_agreement``. Raises MissingPartError
        (`vosk-missing`, `model-unusable`), InputError (`unknown-state`).
        """
        self._grammar = grammar
        self._model: VoskModel = open_model(folder)
        free = self._model.decoder() if second_opinion or not self._model.runtime_grammar else None
        self._free = free
        self._states: dict[str, _StateEars] = {}
        self._waiting: Speech = np.zeros(0, np.int16)
        self._partial = ""
        self.set_state(state)
        self._now = self._wanted

    def unheard(self) -> tuple[tuple[str, str], ...]:
        """Phrases of the state that this model can't hear, with the unknown word."""
        return self._wanted.unheard

    def set_state(self, state: str) -> None:
        if state not in self._states:
            self._states[state] = self._ears(state)
        self._wanted = self._states[state]

    def start(self) -> None:
        for decoder in self._decoders():
            decoder.finish()
        self._waiting = self._waiting[:0]
        self._partial = ""
        self._now = self._wanted

    def feed(self, samples: Speech) -> str:
        waiting = np.concatenate([self._waiting, samples])
        whole = len(waiting) - len(waiting) % _BLOCK
        for start in range(0, whole, _BLOCK):
            for decoder in self._decoders():
                decoder.accept(waiting[start : start + _BLOCK])
        self._waiting = waiting[whole:]
        if whole:
            words = self._now.decoder.partial()
            self._partial = spell(words, cover(words, self._now.texts))
        return self._partial

    def peek(self) -> Hypothesis:
        return Hypothesis(GARBAGE)  # libvosk's final result ends the utterance; it has partials.

    def finish(self) -> Hypothesis:
        if len(self._waiting):
            for decoder in self._decoders():
                decoder.accept(self._waiting)
            self._waiting = self._waiting[:0]
        heard = self._now.decoder.finish()
        free = None if self._free is None or self._free is self._now.decoder else self._free.finish()
        return self._hypothesis(heard, free)

    def close(self) -> None:
        for ears in self._states.values():
            ears.decoder.close()
        if self._free is not None:
            self._free.close()
        self._model.close()

    def _ears(self, state: str) -> _StateEars:
        phrases = (phrase.text for phrase in self._grammar.phrases_in(state))
        texts = (*phrases, *self._grammar.decoys_in(state), *self._grammar.address_words)
        can = hearable(texts, self._model.knows)
        if self._free is not None and not self._model.runtime_grammar:
            return _StateEars(can.texts, can.unheard, self._free)
        garbage = (GARBAGE,) if self._model.knows(GARBAGE) else ()
        return _StateEars(can.texts, can.unheard, self._model.decoder((*can.texts, *garbage)))

    def _decoders(self) -> tuple[VoskDecoder, ...]:
        own = self._now.decoder
        return (own,) if self._free is None or self._free is own else (own, self._free)

    def _hypothesis(self, heard: tuple[HeardWord, ...], free: tuple[HeardWord, ...] | None) -> Hypothesis:
        kept = cover([word.text for word in heard], self._now.texts)
        words = tuple(word for word, keep in zip(heard, kept, strict=True) if keep)
        if not words:
            return Hypothesis(GARBAGE if heard else "")
        said = [word.text for word in words]
        evidence: dict[str, float] = {
            "confidence_mean": sum(word.confidence for word in words) / len(words),
            "confidence_least": min(word.confidence for word in words),
            "known_share": len(words) / len(heard),
            "words": float(len(words)),
            "speech_seconds": (words[-1].end_sample - words[0].start_sample) / HEARING_RATE,
        }
        if free is not None:
            evidence["free_agreement"] = agreement(said, [word.text for word in free if word.text != GARBAGE])
        elif not self._model.runtime_grammar:
            evidence["free_agreement"] = 1.0
        frozen: Mapping[str, float] = MappingProxyType(evidence)
        return Hypothesis(spell([word.text for word in heard], kept), words, frozen)
