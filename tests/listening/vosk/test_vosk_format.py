"""Our model in Vosk's format is what Kaldi and OpenFst say it is, and libvosk gives it the scores we do."""

from __future__ import annotations

import importlib.util
import json
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.listening.acoustic.ranking import rank_phrases
from tests.listening.vosk.synthetic_speech import SPEAKERS, say
from voice_coach.listening.acoustic.mel import level_of, log_mel
from voice_coach.listening.acoustic.net import AcousticModel
from voice_coach.listening.acoustic.phrase_graph import build_graph
from voice_coach.listening.acoustic.search import SearchSettings, likelihoods
from voice_coach.listening.acoustic.units import OUTPUTS
from voice_coach.listening.pronunciation import Lexicon
from voice_coach.listening.recogniser import Speech
from voice_coach.listening.vosk_format import phones
from voice_coach.listening.vosk_format.folder import LEVEL
from voice_coach.listening.vosk_format.fst_file import Fst
from voice_coach.listening.vosk_format.graph import GraphSettings, any_words, vocabulary, word_loop
from voice_coach.listening.vosk_format.kaldi_file import KaldiFile
from voice_coach.listening.vosk_format.network import cosines
from voice_coach.listening.vosk_library import open_model

_READ_BACK = """
import json, sys, kaldifst
fst = kaldifst.StdVectorFst.read(sys.argv[1])
arcs = [[[a.ilabel, a.olabel, a.weight.value, a.nextstate] for a in kaldifst.ArcIterator(fst, s)]
        for s in range(fst.num_states)]
finals = [s for s in range(fst.num_states) if fst.final(s).value < 1e9]
print(json.dumps([fst.start, arcs, finals]))
"""
_FURTHEST_NATS = 8.0
"""Over a whole stretch; the network sees other neighbours at its edges, where Kaldi repeats a frame."""


@pytest.mark.skipif(importlib.util.find_spec("kaldifst") is None, reason="kaldifst has no wheel here")
@pytest.mark.parametrize("name", ["HCLr.fst", "Gr.fst"])
def test_openfst_reads_the_graphs_as_they_were_meant(
    models: Path, network: AcousticModel, lexicon: Lexicon, name: str
) -> None:
    loop = word_loop(lexicon, network.follows, GraphSettings()).sorted_by_output()
    meant: Fst = any_words(vocabulary(lexicon)) if name == "Gr.fst" else loop
    command = [sys.executable, "-c", _READ_BACK, str(models / "runtime" / "graph" / name)]
    answer = subprocess.run(command, capture_output=True, check=True, timeout=60)
    start, arcs, finals = json.loads(answer.stdout)
    assert start == 0
    expected = [
        [[a.takes, a.gives, np.float32(a.cost).item(), a.to_state] for a in state] for state in meant.arcs
    ]
    assert arcs == expected
    assert finals == sorted(meant.final_costs)


def test_every_transition_is_one_phones_and_every_output_is_reached() -> None:
    ids = [phones.silent_id(number) for number in (*phones.SILENCES, *phones.INNER_SILENCES)]
    for phone in phones.SPOKEN:
        for position in phones.POSITIONS:
            found = phones.transitions(phone, position)
            ids += [*found.stay, *found.leave, found.skip]
    assert len(set(ids)) == len(ids)
    assert max(ids) == phones.LAST_ID
    boundaries = [line.split() for line in phones.word_boundary_int().splitlines()]
    assert [int(number) for number, _ in boundaries] == list(range(1, len(boundaries) + 1))
    assert len(boundaries) == 2 * 3 + 4 * len(phones.SPOKEN) == 6 + 4 * (OUTPUTS // 3 - 1)


def test_cepstra_turn_back_into_energies() -> None:
    assert np.allclose(cosines().T @ cosines(), np.eye(40), atol=1e-6)


@given(st.integers(1, 5), st.integers(1, 5), st.integers(0, 2**32 - 1))
def test_whole_numbers_survive_as_bytes(rows: int, columns: int, seed: int) -> None:
    values = np.random.default_rng(seed).integers(-127, 128, (rows, columns)).astype(np.float32)
    file = KaldiFile()
    file.whole_matrix(values)
    head = b"\0BCM3 "
    content = file.content()
    assert content.startswith(head)
    low, span, *shape = struct.unpack_from("<ffii", content, len(head))
    stored = np.frombuffer(content[len(head) + 16 :], np.uint8).reshape(shape)
    assert np.array_equal(np.float32(low) + np.float32(span) / 255 * stored, values)


def _levelled(sound: Speech) -> Speech:
    level = level_of(sound)
    assert level is not None
    scaled = np.round(sound * np.exp((LEVEL - level) / 2))
    levelled: Speech = np.clip(scaled, -32768, 32767).astype(np.int16)
    return levelled


@pytest.mark.parametrize("text", ["stop", "pause", "next", "back"])
def test_libvosk_scores_a_word_as_our_own_search_does(
    models: Path, network: AcousticModel, lexicon: Lexicon, text: str
) -> None:
    """The same sound through Kaldi's features, network and search, and through ours: so all of it agrees."""
    sound = say(text, SPEAKERS[0], seed=5)
    scores = likelihoods(network.log_posteriors(log_mel(sound)), network.log_prior, SearchSettings())
    graph = build_graph(lexicon, [text], [0.0], SearchSettings().skip_penalty)
    ours = rank_phrases(graph, scores)[0].total
    decoder = open_model(models / "runtime").decoder((text,), alternatives=1)
    decoder.accept(_levelled(sound))
    best = decoder.rank()[0]
    assert [word.text for word in best.words] == [text]
    # The grammar of one word: half for the word, half for its end, each half a choice of two.
    grammar_nats = 0.9 * (2 * np.log(4.0))
    theirs = (best.total + grammar_nats) / GraphSettings().acoustic_scale
    assert abs(theirs - ours) < _FURTHEST_NATS, (theirs, ours)
