"""Puts the tiny model together and writes it as folders that libvosk opens."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tests.listening.tiny_vosk_model.alignment import Utterance
from tests.listening.tiny_vosk_model.fst_file import fst_content
from tests.listening.tiny_vosk_model.graphs import any_words, word_loop
from tests.listening.tiny_vosk_model.kaldi_writer import BinaryWriter, KaldiWriter, TextWriter
from tests.listening.tiny_vosk_model.mfcc import MFCC_CONF, mfcc
from tests.listening.tiny_vosk_model.nnet3 import Network, write_network
from tests.listening.tiny_vosk_model.synthetic_speech import RATE, TRAINING_SPEAKERS, noise, say
from tests.listening.tiny_vosk_model.training import train
from tests.listening.tiny_vosk_model.vocabulary import GARBAGE, SILENCE, UNKNOWN, Vocabulary

WORDS = ("stop", "pause", "next", "hold", "longer", "go", "back")
SAID = ("stop", "pause", "next", "hold longer", "go back", "hold", "longer", "go", "back", "next pause stop")
OTHER_SPEECH = (
    "the weather is nice today", "we could have dinner at seven", "where did you put my keys",
    "a dozen yellow bicycles", "she reads the newspaper", "music and dancing", "thirty people", "maybe",
    "I was thinking about the garden", "coffee with milk please", "the train leaves from another platform",
    "kitchen", "remember", "question", "perhaps", "open the window", "it is raining again", "evening",
)  # fmt: skip

_WORD_COST, _UNKNOWN_COST = 3.0, 2.0

_MODEL_CONF = f"""\
--min-active=200
--max-active=3000
--beam=13.0
--lattice-beam=6.0
--acoustic-scale=0.8
--frame-subsampling-factor=3
--endpoint.silence-phones={SILENCE}
"""


@dataclass(frozen=True, eq=False)
class TinyModel:
    """A trained network and its words."""

    vocabulary: Vocabulary
    network: Network

    def write(self, folder: Path, *, runtime_grammar: bool, binary: bool = False) -> Path:
        """Write ``folder`` as a model with a fixed graph, or with one that takes a grammar at run time."""
        parts = {
            "am/final.mdl": self._acoustic_model(BinaryWriter() if binary else TextWriter()),
            "conf/mfcc.conf": MFCC_CONF.encode(),
            "conf/model.conf": _MODEL_CONF.encode(),
            "graph/words.txt": self.vocabulary.words_txt().encode(),
            "graph/phones/word_boundary.int": self.vocabulary.word_boundary_int().encode(),
        } | self._graph(runtime_grammar)
        for name, content in parts.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return folder

    def _acoustic_model(self, to: KaldiWriter) -> bytes:
        self.vocabulary.transitions.write(to)
        write_network(self.network, to)
        return to.content()

    def _graph(self, runtime_grammar: bool) -> dict[str, bytes]:
        if runtime_grammar:
            return {
                "graph/HCLr.fst": fst_content(word_loop(self.vocabulary, {}).sorted_by_output()),
                "graph/Gr.fst": fst_content(any_words(self.vocabulary)),
                "graph/disambig_tid.int": f"{self.vocabulary.transitions.beyond_last_id}\n".encode(),
            }
        costs = dict.fromkeys(self.vocabulary.words, _WORD_COST) | {UNKNOWN: _UNKNOWN_COST}
        return {"graph/HCLG.fst": fst_content(word_loop(self.vocabulary, costs))}


def build_tiny_model() -> TinyModel:
    """Train it: seconds, and the same every time on the same machine."""
    vocabulary = Vocabulary(WORDS)
    network = train(tuple(_utterances(vocabulary)), vocabulary.phone_count, rounds=2, epochs=4)
    return TinyModel(vocabulary, network)


def _utterances(vocabulary: Vocabulary) -> Iterator[Utterance]:
    for seed, speaker in enumerate(TRAINING_SPEAKERS):
        floor, gain_db = 4.0 * (seed % 5 + 1), -2.0 * (seed % 4)
        for text in SAID:
            phones = tuple(phone for word in text.split() for phone in vocabulary.phones_of(word))
            yield Utterance(mfcc(say(text, speaker, seed, floor, gain_db)), phones)
        for text in OTHER_SPEECH[seed % 2 :: 2]:
            yield Utterance(mfcc(say(text, speaker, seed, floor, gain_db)), (GARBAGE,))
        yield Utterance(mfcc(noise(RATE, seed, 6.0 * (seed + 1)).astype(np.int16)), ())
    yield Utterance(mfcc(np.zeros(RATE, np.int16)), ())


def main(folder: Path) -> None:
    """Write every kind of tiny model below ``folder``: fixed (text), runtime (binary)."""
    model = build_tiny_model()
    model.write(folder / "fixed", runtime_grammar=False)
    model.write(folder / "runtime", runtime_grammar=True, binary=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
