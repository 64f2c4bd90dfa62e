"""Our acoustic model behind the port: each phrase against a free loop of phones.

Needs numpy and `models/en/acoustic.npz`; a new phrase needs only its pronunciation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from voice_coach.content import content_folder
from voice_coach.listening.acoustic.evidence import evidence_of
from voice_coach.listening.acoustic.kernel import Kernel, NumpyKernel
from voice_coach.listening.acoustic.mel import SHIFT_SAMPLES, Frames, log_mel
from voice_coach.listening.acoustic.net import STEP_FRAMES, AcousticModel, load_acoustic_model
from voice_coach.listening.acoustic.own_chain import OwnChain
from voice_coach.listening.acoustic.phrase_graph import PhraseGraph, build_graph
from voice_coach.listening.acoustic.search import (
    SearchSettings,
    likelihoods,
    place_of,
    ranked,
    with_own_states,
)
from voice_coach.listening.candidates import Candidate, candidates_in, handicap_of, meaning_of, texts_of
from voice_coach.listening.grammar import Grammar, Phrase
from voice_coach.listening.pronunciation import Lexicon
from voice_coach.listening.recogniser import GARBAGE, HeardWord, HearsWholeSegments, Hypothesis, Speech

STEP_SAMPLES = STEP_FRAMES * SHIFT_SAMPLES
_FEWEST_STEPS = 4


def acoustic_model_path(language: str = "en") -> Path:
    """Where the weights lie."""
    return content_folder("models") / language / "acoustic.npz"


@dataclass(frozen=True, eq=False)
class _StateSearch:
    entries: tuple[Candidate, ...]
    """Phrases, then decoys."""
    graph: PhraseGraph
    asks: bool


class AcousticRecogniser(HearsWholeSegments):
    """See `recogniser.Recogniser`."""

    name = "acoustic"
    tells_silence = True

    def __init__(
        self,
        grammar: Grammar,
        lexicon: Lexicon,
        state: str,
        *,
        model: AcousticModel | None = None,
        settings: SearchSettings | None = None,
        own: Mapping[str, Sequence[OwnChain]] | None = None,
        kernel: Kernel | None = None,
    ) -> None:
        """``lexicon`` must hold ``grammar``'s words; ``own``: the runner's chains by phrase; ``kernel``:
        numpy by default.

        Raises MissingPartError (`acoustic-model-unreadable`), InputError (`unknown-state`).
        """
        self._grammar = grammar
        self._lexicon = lexicon
        self._settings = settings or SearchSettings()
        self._model = model or load_acoustic_model(acoustic_model_path(grammar.language))
        self._own = own or {}
        self._kernel = kernel or NumpyKernel()
        self._states: dict[str, _StateSearch] = {}
        super().__init__()
        self.set_state(state)

    def with_own(self, own: Mapping[str, Sequence[OwnChain]], state: str | None = None) -> AcousticRecogniser:
        """The same weights, with a runner's chains; in ``state``, or this one's first."""
        return AcousticRecogniser(
            self._grammar,
            self._lexicon,
            state or next(iter(self._states)),
            model=self._model,
            settings=self._settings,
            own=own,
            kernel=self._kernel,
        )

    def set_state(self, state: str) -> None:
        if state not in self._states:
            entries = candidates_in(self._grammar, state)
            handicaps = [handicap_of(entry, self._grammar, state, self._settings) for entry in entries]
            graph = build_graph(
                self._lexicon,
                texts_of(entries),
                handicaps,
                self._settings.skip_penalty,
                self._own,
                self._settings.own_penalty,
            )
            self._states[state] = _StateSearch(entries, graph, bool(self._grammar.expects.get(state)))
        self._state = self._states[state]

    def peek(self) -> Hypothesis:
        return self.heard(self.posteriors(self._segment))

    def posteriors(self, samples: Speech) -> Frames:
        """Log probabilities, shape ``(steps, 120)``."""
        return self._kernel.log_posteriors(self._model, log_mel(samples))

    def heard(self, posteriors: Frames) -> Hypothesis:
        """The state's best phrase."""
        if len(posteriors) < _FEWEST_STEPS:
            return Hypothesis(GARBAGE)
        scores = likelihoods(posteriors, self._model.log_prior, self._settings)
        entries, graph = self._state.entries, self._state.graph
        wide = with_own_states(graph, scores, self._settings)
        found = ranked(graph, self._kernel.chain_totals(graph, wide))
        best = next((one for one in found if isinstance(entries[one.phrase], Phrase)), None)
        if best is None:
            return Hypothesis(GARBAGE)
        if found[0] is not best and not self._state.asks:
            return Hypothesis(GARBAGE)  # A decoy fits better, and nothing has been asked.
        phrase = entries[best.phrase]
        assert isinstance(phrase, Phrase)
        meaning = meaning_of(phrase)
        rival = next((one.total for one in found if meaning_of(entries[one.phrase]) != meaning), None)
        loop = self._kernel.loop_total(scores, self._model.follows, self._settings)
        place = place_of(graph, wide, best.chain)
        evidence = evidence_of(graph, posteriors, best, place, rival, loop)
        word = HeardWord(phrase.text, place.start_step * STEP_SAMPLES, place.end_step * STEP_SAMPLES)
        return Hypothesis(phrase.text, (word,), MappingProxyType(evidence))

    def close(self) -> None:
        self._states.clear()
        self._blocks = []
