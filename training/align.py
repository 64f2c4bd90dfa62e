"""First labels: which phone state each 10 ms of a recording is, by PocketSphinx's model.

    python -m training.align OUT.npz [--jobs N] [--limit N]

Utterances whose words are in no dictionary, or that fit their transcript badly, are left out. One .npz for
all: samples end to end (int16), labels end to end (uint8, one per 160 samples), and a row per utterance.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from training.chains import Chain, best_path, build_chain
from training.corpus import SHARED, Utterance, command_set, synthetic_set, training_set
from training.recordings import read_recording
from training.sphinx_front_end import cepstra, features
from training.sphinx_model import SphinxModel, load_model, model_folder
from voice_coach.listening.acoustic.units import PHONES, STATES_PER_PHONE
from voice_coach.listening.pronunciation import Lexicon, cmu_words, load_lexicon

_PRIOR_FRAMES = 30
_LEAST_FIT = -3.0
"""Nats a frame, own path less the best phone of each frame: under it the transcript is not what was said."""


def known_words(utterances: Iterable[Utterance]) -> Lexicon:
    """The dictionary of all words that have a pronunciation."""
    listed = set(cmu_words())
    extra = Path(__file__).parents[1] / "models" / "en" / "pronunciations.dict"
    listed |= {
        line.split(maxsplit=1)[0].split("(")[0] for line in extra.read_text("utf-8").splitlines() if line
    }
    wanted = {word for utterance in utterances for word in utterance.words}
    return load_lexicon(wanted & listed, "en")


def align(
    model: SphinxModel, lexicon: Lexicon, utterance: Utterance, sound: npt.NDArray[np.int16]
) -> tuple[npt.NDArray[np.uint8], float]:
    """Labels, one for each whole 160 samples of ``sound``, and how well they fit. Raises ValueError where
    they cannot."""
    if not utterance.words or any(word not in lexicon.words for word in utterance.words):
        raise ValueError("a word without a pronunciation")
    chain = build_chain(utterance.words, lexicon.words)
    heard = features(cepstra(sound), _PRIOR_FRAMES)
    senones, columns = np.unique(_senones(model, chain), return_inverse=True)
    loop = model.state_rows[: len(model.phones)].ravel()
    scores = model.scorer(np.concatenate([senones, loop]).astype(np.int32)).score(heard)
    if not len(scores):
        raise ValueError("too short")
    found = best_path(chain, scores[:, columns])
    if found is None:
        raise ValueError("too short for its words")
    path, mean = found
    fit = mean - float(scores[:, len(senones) :].max(axis=1).mean())
    outputs = np.array([PHONES.index(phone) * STATES_PER_PHONE for phone in chain.phone]) + chain.state
    labels = outputs[path].astype(np.uint8)
    frames = len(sound) // 160
    # A frame's window is 410 samples, so its middle lies 205 samples in: one label later than its start.
    return np.concatenate([labels[:1], labels, np.repeat(labels[-1:], frames)])[:frames], fit


def _senones(model: SphinxModel, chain: Chain) -> npt.NDArray[np.int64]:
    contexts = zip(chain.phone, chain.left, chain.right, chain.place, chain.state, strict=True)
    return np.array([model.state_rows[model.row(*names), state] for *names, state in contexts])


@dataclass(frozen=True, eq=False)
class Aligner:
    """`align`, for use in a process of its own: a sentence instead of labels where it cannot be done."""

    model: SphinxModel
    lexicon: Lexicon

    def __call__(
        self, utterance: Utterance
    ) -> tuple[npt.NDArray[np.int16], npt.NDArray[np.uint8], float] | str:
        sound = read_recording(utterance.path)
        sound = sound[: len(sound) // 160 * 160]
        try:
            return (sound, *align(self.model, self.lexicon, utterance, sound))
        except ValueError as error:
            return str(error)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--limit", type=int)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--sets", default="training,voices,synthetic")
    parser.add_argument("--synthetic", type=Path, default=Path("build/training/synthetic"))
    options = parser.parse_args()
    sources = {
        "training": lambda: training_set(SHARED / "training"),
        "voices": lambda: command_set(SHARED / "voices"),
        "synthetic": lambda: synthetic_set(options.synthetic),
    }
    utterances = [utterance for name in options.sets.split(",") for utterance in sources[name]()]
    if options.limit:
        utterances = utterances[:: max(1, len(utterances) // options.limit)]
    rows, sounds, labels = [], [], []
    aligner = Aligner(load_model(model_folder()), known_words(utterances))
    with ProcessPoolExecutor(options.jobs) as pool:
        results = pool.map(aligner, utterances, chunksize=16)
        for number, (utterance, result) in enumerate(zip(utterances, results, strict=True)):
            if number % 500 == 0:
                sys.stderr.write(f"{number} of {len(utterances)}\n")
            if isinstance(result, str):
                sys.stderr.write(f"{utterance.path.name}: {result}\n")
                continue
            sound, states, fit = result
            sounds.append(sound)
            labels.append(states)
            rows.append({**row_of(utterance), "samples": len(sound), "fit": round(fit, 3)})
    with options.out.open("wb") as file:
        np.savez(
            file, sound=np.concatenate(sounds), labels=np.concatenate(labels), rows=np.array(json.dumps(rows))
        )


def row_of(utterance: Utterance) -> dict[str, object]:
    """What the tape keeps of ``utterance`` beside its sound."""
    return {
        "path": str(utterance.path),
        "words": " ".join(utterance.words),
        "speaker": utterance.speaker,
        "fold": utterance.fold,
        "isolated": utterance.isolated,
        "measured": utterance.measured,
        "synthetic": utterance.synthetic,
    }


if __name__ == "__main__":
    main()
