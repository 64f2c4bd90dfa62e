"""The tiny model's files are what Kaldi and OpenFst say they are: others read them back."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.listening.tiny_vosk_model.build import WORDS
from tests.listening.tiny_vosk_model.graphs import any_words, word_loop
from tests.listening.tiny_vosk_model.nnet3 import Affine, Network, joined
from tests.listening.tiny_vosk_model.vocabulary import Vocabulary

_READ_BACK = """
import json, sys, kaldifst
fst = kaldifst.StdVectorFst.read(sys.argv[1])
arcs = [[[a.ilabel, a.olabel, a.weight.value, a.nextstate] for a in kaldifst.ArcIterator(fst, s)]
        for s in range(fst.num_states)]
finals = [s for s in range(fst.num_states) if fst.final(s).value < 1e9]
print(json.dumps([fst.start, arcs, finals]))
"""


@pytest.mark.skipif(importlib.util.find_spec("kaldifst") is None, reason="kaldifst has no wheel here")
@pytest.mark.parametrize("name", ["runtime/graph/HCLr.fst", "runtime/graph/Gr.fst"])
def test_openfst_reads_the_graphs_as_they_were_meant(tiny_models: Path, name: str) -> None:
    vocabulary = Vocabulary(WORDS)
    meant = any_words(vocabulary) if "Gr" in name else word_loop(vocabulary, {}).sorted_by_output()
    command = [sys.executable, "-c", _READ_BACK, str(tiny_models / name)]
    answer = subprocess.run(command, capture_output=True, check=True, timeout=60)
    start, arcs, finals = json.loads(answer.stdout)
    assert start == 0
    assert arcs == [[[a.takes, a.gives, a.cost, a.to_state] for a in state] for state in meant.arcs]
    assert finals == sorted(meant.final_costs)


def test_every_word_has_phones_of_its_own() -> None:
    vocabulary = Vocabulary(WORDS)
    phones = [phone for word in WORDS for phone in vocabulary.phones_of(word)]
    assert phones == list(range(3, vocabulary.phone_count + 1))
    with pytest.raises(KeyError):
        vocabulary.phones_of("xylophone")


def test_joined_frames_lie_beside_their_neighbours() -> None:
    frames = np.arange(6, dtype=np.float32)[:, None]
    assert joined(frames, (-2, 0, 1)).tolist() == [[0, 2, 3], [1, 3, 4], [2, 4, 5]]


def test_log_posteriors_have_the_priors_taken_off() -> None:
    flat = Affine(np.zeros((2, 1), np.float32), np.zeros(2, np.float32))
    network = Network((flat,), np.array([0.5, 0.25], np.float32))
    assert np.allclose(network.log_posteriors(np.ones((1, 1), np.float32)), [[0.0, np.log(2)]])
