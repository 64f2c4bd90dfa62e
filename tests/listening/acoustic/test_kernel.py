"""The port to the arithmetic: what stands in for numpy is asked for all three parts, and its word counts."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tests.listening.acoustic.small_model import arrays, write
from tests.listening.acoustic.test_search import LEXICON
from voice_coach.listening.acoustic.kernel import NumpyKernel
from voice_coach.listening.acoustic.mel import Frames
from voice_coach.listening.acoustic.net import AcousticModel, load_acoustic_model
from voice_coach.listening.acoustic.phrase_graph import PhraseGraph
from voice_coach.listening.acoustic.recogniser import AcousticRecogniser
from voice_coach.listening.acoustic.search import SearchSettings
from voice_coach.listening.grammar import Grammar, Phrase
from voice_coach.listening.recogniser import Hypothesis, decode

_STATE = "working"
_GRAMMAR = Grammar(
    "en", (_STATE,), tuple(Phrase(word, word, states=frozenset({_STATE})) for word in ("no", "go", "stop"))
)


class Partial(NumpyKernel):
    """Prefers one phrase, and finds the free loop as good as it likes."""

    def __init__(self, phrase: int, loop: float) -> None:
        self._phrase, self._loop = phrase, loop

    def log_posteriors(self, model: AcousticModel, frames: Frames) -> Frames:
        return super().log_posteriors(model, frames[:80])

    def chain_totals(self, graph: PhraseGraph, scores: Frames) -> Frames:
        totals = super().chain_totals(graph, scores)
        return np.where(graph.phrase_of == self._phrase, totals + 1000, totals).astype(np.float32)

    def loop_total(self, scores: Frames, follows: Frames, settings: SearchSettings) -> float:
        return self._loop


def _heard(kernel: NumpyKernel | None, folder: Path) -> Hypothesis:
    model = load_acoustic_model(write(folder / "model.npz", arrays()))
    noise = (np.random.default_rng(3).standard_normal(16_000) * 900).astype(np.int16)
    return decode(AcousticRecogniser(_GRAMMAR, LEXICON, _STATE, model=model, kernel=kernel), noise)


def test_numpy_is_the_default(tmp_path: Path) -> None:
    assert _heard(None, tmp_path) == _heard(NumpyKernel(), tmp_path)


def test_another_kernel_is_asked_for_all_that_costs_time(tmp_path: Path) -> None:
    for number, text in enumerate(("no", "go", "stop")):
        heard = _heard(Partial(number, -50.0), tmp_path)
        assert heard.text == text
        assert heard.words[0].end_sample <= 40 * 320
    low, high = (_heard(Partial(0, loop), tmp_path).evidence for loop in (-500.0, 500.0))
    assert low != high
