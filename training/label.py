"""A tape of labelled recordings for `training.tune`, its labels by the network that ships.

    python -m training.label TAPE.npz [--natural FOLDER] [--people strangers|measured|nobody] [--jobs N]

Takes the people of `../shared/training` who don't speak in the measuring set, or with ``--people measured``
those who do, and the clips in each FOLDER (`bench.natural_voices`), but no voice that's kept for checks or
for fitting. No model but our own is needed. A recording in which the network doesn't find the words is left
out.
"""

from __future__ import annotations

import argparse
import json
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from training.align import known_words, row_of
from training.chains import best_path, build_chain
from training.corpus import SHARED, Utterance, command_set, natural_set, training_set
from training.recordings import read_recording
from voice_coach.listening.acoustic.mel import SHIFT_SAMPLES, log_mel
from voice_coach.listening.acoustic.net import AcousticModel, load_acoustic_model
from voice_coach.listening.acoustic.recogniser import acoustic_model_path
from voice_coach.listening.acoustic.units import PHONES, STATES_PER_PHONE
from voice_coach.listening.pronunciation import Lexicon

_PRIOR_SCALE = 0.6
_LEAST_FIT = {False: -1.6, True: -3.0}
"""Nats a step that the words' path may lie behind the likeliest phones before they're not believed, by
whether the voice is synthetic: those say what they're told, and what fits badly is what there is to learn."""
_QUIET_SAMPLES = 4_800
"""So much near-silence is put around a clip while it's aligned: a recording may begin with its word."""

Sound = npt.NDArray[np.int16]
Labels = npt.NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Labeller:
    """Puts a known text where ``model`` hears it."""

    model: AcousticModel
    lexicon: Lexicon

    def __call__(self, utterance: Utterance) -> tuple[Sound, Labels] | str:
        """Whole 10 ms of sound and the output of each; a sentence instead if its words aren't in it."""
        sound = read_recording(utterance.path)
        sound = sound[: len(sound) // SHIFT_SAMPLES * SHIFT_SAMPLES]
        if not utterance.words or any(word not in self.lexicon.words for word in utterance.words):
            return "a word without a pronunciation"
        hiss = np.random.default_rng(len(sound)).normal(0, 3, len(sound) + 2 * _QUIET_SAMPLES)
        hiss[_QUIET_SAMPLES:-_QUIET_SAMPLES] += sound
        posteriors = self.model.log_posteriors(log_mel(np.clip(hiss, -32768, 32767).astype(np.int16)))
        chain = build_chain(utterance.words, self.lexicon.words)
        outputs = np.array([PHONES.index(phone) * STATES_PER_PHONE for phone in chain.phone]) + chain.state
        found = best_path(chain, (posteriors - _PRIOR_SCALE * self.model.log_prior)[:, outputs])
        if found is None:
            return "too short for its words"
        path = outputs[found[0]]
        by_phone = posteriors.reshape(len(posteriors), -1, STATES_PER_PHONE).max(axis=2)
        behind = by_phone[np.arange(len(path)), path // STATES_PER_PHONE] - by_phone.max(axis=1)
        spoken = path // STATES_PER_PHONE != len(PHONES) - 1
        fit = float(behind[spoken].mean()) if spoken.any() else -np.inf
        if fit < _LEAST_FIT[utterance.synthetic]:
            return f"its words fit by {fit:.2f} nats only"
        # A step of 20 ms stands on samples 40 to 520 of its 640: labels 1 and 2 of its first four.
        steps = np.repeat(path, 2).astype(np.uint8)
        late = _QUIET_SAMPLES // SHIFT_SAMPLES - 1
        return sound, steps[late : late + len(sound) // SHIFT_SAMPLES]


def people_of(which: str) -> list[Utterance]:
    """``strangers`` to the measuring set, those who speak in it (``measured``), or no one."""
    if which == "nobody":
        return []
    read = list(training_set(SHARED / "training"))
    if which == "strangers":
        return [one for one in read if not one.measured]
    return [*command_set(SHARED / "voices"), *(one for one in read if one.measured)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tape", type=Path)
    parser.add_argument("--natural", type=Path, action="append", default=[])
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--people", choices=("strangers", "measured", "nobody"), default="strangers")
    options = parser.parse_args()
    people = people_of(options.people)
    utterances = [*people, *(one for folder in options.natural for one in natural_set(folder))]
    labeller = Labeller(load_acoustic_model(acoustic_model_path()), known_words(utterances))
    rows: list[dict[str, object]] = []
    sounds: list[Sound] = []
    labels: list[Labels] = []
    with ProcessPoolExecutor(options.jobs) as pool:
        for utterance, found in zip(utterances, pool.map(labeller, utterances, chunksize=16), strict=True):
            if isinstance(found, str):
                sys.stderr.write(f"{utterance.path.name} ({' '.join(utterance.words)}): {found}\n")
                continue
            sounds.append(found[0])
            labels.append(found[1])
            rows.append({**row_of(utterance), "samples": len(found[0]), "fit": 0.0})
    sys.stderr.write(f"{len(rows)} of {len(utterances)} recordings kept\n")
    with options.tape.open("wb") as file:
        np.savez(
            file, sound=np.concatenate(sounds), labels=np.concatenate(labels), rows=np.array(json.dumps(rows))
        )


if __name__ == "__main__":
    main()
