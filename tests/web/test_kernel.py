"""The recogniser's arithmetic in WebAssembly against numpy's, and the module against its source."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from tests.listening.acoustic.small_model import arrays, write
from tests.listening.acoustic.test_search import LEXICON
from tests.web.wasm import NativeModule
from voice_coach.listening.acoustic.kernel import NumpyKernel
from voice_coach.listening.acoustic.net import load_acoustic_model
from voice_coach.listening.acoustic.phrase_graph import PhraseGraph, build_graph
from voice_coach.listening.acoustic.recogniser import acoustic_model_path
from voice_coach.listening.acoustic.search import SearchSettings, ranked
from voice_coach.listening.acoustic.units import OUTPUTS, PHONES
from voice_coach.web.phone.kernel import WasmKernel

_WEB = Path(__file__).parents[2] / "voice_coach" / "web"
_MODULE = _WEB / "page" / "kernel.wasm"
_PHRASES = ("no", "go", "stop", "no no", "go stop", "stop go no", "stop stop")
_CLOSE = 1e-4
_RANDOM_INPUTS = 1_000


def _graph() -> PhraseGraph:
    handicaps = [0.5 * number for number in range(len(_PHRASES))]
    return build_graph(LEXICON, _PHRASES, handicaps, SearchSettings().skip_penalty)


@pytest.fixture(scope="module")
def kernel() -> WasmKernel:
    return WasmKernel(NativeModule(_MODULE))


def test_both_searches_agree_with_numpy_and_rank_alike(kernel: WasmKernel) -> None:
    chance, graph, numpy = np.random.default_rng(1), _graph(), NumpyKernel()
    follows = np.log(chance.dirichlet(np.ones(len(PHONES)), len(PHONES))).astype(np.float32)
    for _ in range(_RANDOM_INPUTS):
        steps = int(chance.integers(1, 60))
        spread = chance.choice([1.0, 6.0, 30.0])
        scores = (-spread * chance.random((steps, OUTPUTS))).astype(np.float32)
        ours, theirs = kernel.chain_totals(graph, scores), numpy.chain_totals(graph, scores)
        near = np.abs(ours - theirs) / np.maximum(1.0, np.abs(theirs))
        assert near.max() < _CLOSE
        assert [one.phrase for one in ranked(graph, ours)] == [one.phrase for one in ranked(graph, theirs)]
        settings = SearchSettings()
        loops = (which.loop_total(scores, follows, settings) for which in (kernel, numpy))
        assert next(loops) == pytest.approx(next(loops), rel=_CLOSE, abs=_CLOSE)


def test_the_network_that_ships_says_the_same(kernel: WasmKernel) -> None:
    model, chance = load_acoustic_model(acoustic_model_path()), np.random.default_rng(2)
    for frames in (0, 1, 2, 3, 7, 8, 9, 10, 11, 100, 333, 900):
        sound = (3 * chance.standard_normal((frames, 40)) - 3).astype(np.float32)
        ours, theirs = kernel.log_posteriors(model, sound), model.log_posteriors(sound)
        assert ours.shape == theirs.shape == (frames // 2, OUTPUTS)
        assert np.abs(ours - theirs).max(initial=0.0) < _CLOSE


def test_random_networks_say_the_same_whatever_their_size(tmp_path: Path) -> None:
    chance = np.random.default_rng(3)
    kernel, kept = WasmKernel(NativeModule(_MODULE)), []
    for number in range(50):
        model = load_acoustic_model(write(tmp_path / "model.npz", arrays(number)))
        kept.append(model)  # A kernel knows a model by where it lies.
        for _ in range(_RANDOM_INPUTS // 50):
            frames = int(chance.integers(2, 60))
            sound = (5 * chance.standard_normal((frames, 40))).astype(np.float32)
            near = np.abs(kernel.log_posteriors(model, sound) - model.log_posteriors(sound))
            assert near.max() < _CLOSE


def test_memory_is_given_back_after_each_call() -> None:
    module = NativeModule(_MODULE)
    kernel, graph = WasmKernel(module), _graph()
    scores = np.zeros((500, OUTPUTS), np.float32)
    kernel.chain_totals(graph, scores)
    before = module.call("take", 0)
    for _ in range(20):
        kernel.chain_totals(graph, scores)
    assert module.call("take", 0) == before


@pytest.mark.skipif(not shutil.which("clang"), reason="no clang (Debian: apt install clang lld)")
def test_the_module_is_what_its_source_builds(tmp_path: Path) -> None:
    built = tmp_path / "kernel.wasm"
    command = ["make", "kernel", f"KERNEL={built}"]
    made = subprocess.run(command, cwd=_WEB.parents[1], capture_output=True, text=True, check=False)
    if made.returncode:
        pytest.skip(f"this clang can't build for WebAssembly: {made.stderr[-200:]}")
    if built.read_bytes() == _MODULE.read_bytes():
        return
    # Another release of clang: the numbers must be the same nevertheless.
    chance, graph = np.random.default_rng(4), _graph()
    ours, theirs = (WasmKernel(NativeModule(path)) for path in (built, _MODULE))
    scores = (-6 * chance.random((80, OUTPUTS))).astype(np.float32)
    assert np.abs(ours.chain_totals(graph, scores) - theirs.chain_totals(graph, scores)).max() < _CLOSE
    model = load_acoustic_model(acoustic_model_path())
    sound = (3 * chance.standard_normal((100, 40))).astype(np.float32)
    assert np.abs(ours.log_posteriors(model, sound) - theirs.log_posteriors(model, sound)).max() < _CLOSE
