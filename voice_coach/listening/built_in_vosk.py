"""libvosk on our own acoustic model: `--recognizer vosk` if no Vosk model has been fetched.

The model is written when it's opened, so it knows every word of the grammar. A stretch's level is set before
libvosk hears it, so it's decoded as a whole, 30 ms a second.

Evidence, in nats of the network; a step is 20 ms: garbage_margin best phrase less any sequence of phones
(`[unk]`), a step garbage_margin_sum the same over the whole stretch rival_margin best phrase less the best
that means something else, a step rival_margin_sum the same over the whole stretch phones of the phrase, as
the dictionary says it first frames_per_phone how long they are, in frames of 10 ms words how many it has
"""

from __future__ import annotations

import tempfile
from types import MappingProxyType

import numpy as np

from voice_coach.errors import OutputError
from voice_coach.files.unfinished import temporary_folder
from voice_coach.listening.acoustic.mel import SHIFT_SAMPLES, level_of
from voice_coach.listening.acoustic.net import STEP_FRAMES, AcousticModel, load_acoustic_model
from voice_coach.listening.acoustic.recogniser import acoustic_model_path
from voice_coach.listening.candidates import Candidate, candidates_in, handicap_of, meaning_of
from voice_coach.listening.grammar import Grammar, Phrase
from voice_coach.listening.pronunciation import Lexicon
from voice_coach.listening.recogniser import GARBAGE, HearsWholeSegments, Hypothesis
from voice_coach.listening.vosk_format.folder import LEVEL, model_parts, write_parts
from voice_coach.listening.vosk_format.graph import GraphSettings
from voice_coach.listening.vosk_library import Alternative, VoskDecoder, VoskModel, open_model

_ALTERNATIVES = 12
_SETTINGS = GraphSettings(garbage_penalty=0.0)
"""The calibrator judges garbage's lead, so libvosk must see it."""
_MOST_MARGIN = 40.0
"""Nats: what's further behind isn't in libvosk's lattice."""


class BuiltInVosk(HearsWholeSegments):
    """See `recogniser.Recogniser`."""

    name = "vosk-built-in"
    tells_silence = False

    def __init__(
        self,
        grammar: Grammar,
        lexicon: Lexicon,
        state: str,
        *,
        model: AcousticModel | None = None,
        settings: GraphSettings | None = None,
    ) -> None:
        """``lexicon`` must hold every word. Raises MissingPartError (`acoustic-model-unreadable`,
        `vosk-missing`), OutputError, InputError (`unknown-state`)."""
        grammar.check_state(state)
        self._grammar = grammar
        self._lexicon = lexicon
        self._settings = settings or _SETTINGS
        self._vosk = _opened(
            model or load_acoustic_model(acoustic_model_path(grammar.language)), lexicon, self._settings
        )
        self._decoders: dict[str, VoskDecoder] = {}
        super().__init__()
        self.set_state(state)

    def set_state(self, state: str) -> None:
        self._grammar.check_state(state)
        if state not in self._decoders:
            texts = (phrase.text for phrase in self._grammar.phrases_in(state))
            everything = (*texts, *self._grammar.decoys_in(state), *self._grammar.address_words, GARBAGE)
            unique = tuple(dict.fromkeys(everything))
            self._decoders[state] = self._vosk.decoder(unique, alternatives=_ALTERNATIVES)
        self._state = state

    def peek(self) -> Hypothesis:
        sound = self._segment
        level = level_of(sound)
        if level is None:
            return Hypothesis(GARBAGE)
        gain = np.exp((LEVEL - level) / 2)
        decoder = self._decoders[self._state]
        decoder.accept(np.clip(np.round(sound * gain), -32768, 32767).astype(np.int16))
        return self._hypothesis(decoder.rank())

    def close(self) -> None:
        for decoder in self._decoders.values():
            decoder.close()
        self._decoders.clear()
        self._vosk.close()

    def _hypothesis(self, found: tuple[Alternative, ...]) -> Hypothesis:
        phrases = {phrase.text: phrase for phrase in self._grammar.phrases_in(self._state)}
        fair = [(one, " ".join(word.text for word in one.words)) for one in found]
        scored = [(one.total - self._handicap(phrases.get(text, text)), one, text) for one, text in fair]
        scored.sort(key=lambda each: -each[0])
        chosen = next((each for each in scored if each[2] in phrases), None)
        if chosen is None:
            return Hypothesis(GARBAGE if any(text for _, _, text in scored) else "")
        decoys = self._grammar.decoys_in(self._state)
        if scored[0][2] in decoys and not self._grammar.expects.get(self._state):
            return Hypothesis(GARBAGE)  # A decoy fits better, and nothing has been asked.
        total, best, text = chosen
        phrase = phrases[text]
        rival = garbage = total - _MOST_MARGIN * self._settings.acoustic_scale
        for other, _, words in scored:
            if words == GARBAGE:
                garbage = max(garbage, other)
            elif GARBAGE not in words and meaning_of(phrases.get(words, words)) != meaning_of(phrase):
                rival = max(rival, other)
        evidence = self._evidence(best, phrase, total - garbage, total - rival)
        return Hypothesis(phrase.text, best.words, MappingProxyType(evidence))

    def _handicap(self, entry: Candidate) -> float:
        """As in our own search, in libvosk's nats."""
        if entry not in candidates_in(self._grammar, self._state):
            return 0.0
        nats = handicap_of(entry, self._grammar, self._state, self._settings.search)
        return nats * self._settings.acoustic_scale

    def _evidence(
        self, best: Alternative, phrase: Phrase, over_garbage: float, over_rival: float
    ) -> dict[str, float]:
        scale = self._settings.acoustic_scale
        step = STEP_FRAMES * SHIFT_SAMPLES
        samples = best.words[-1].end_sample - best.words[0].start_sample
        steps = max(1.0, samples / step)
        phones = sum(len(self._lexicon.words[word][0]) for word in phrase.words)
        return {
            "garbage_margin": over_garbage / scale / steps,
            "garbage_margin_sum": over_garbage / scale,
            "rival_margin": over_rival / scale / steps,
            "rival_margin_sum": over_rival / scale,
            "phones": float(phones),
            "frames_per_phone": STEP_FRAMES * steps / phones,
            "words": float(len(phrase.words)),
        }


def _opened(model: AcousticModel, lexicon: Lexicon, settings: GraphSettings) -> VoskModel:
    try:
        with temporary_folder() as folder:
            write_parts(model_parts(model, lexicon, settings), folder)
            return open_model(folder)
    except OSError as error:
        raise OutputError(
            f"The model for Vosk couldn't be written to {tempfile.gettempdir()}: {error}.",
            hint="Free some space, or choose another recogniser with --recognizer.",
        ) from None
