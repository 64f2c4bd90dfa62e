"""The short words of people again, with 10 dB of room noise and of music over them: how much is lost.

Every word is decided by a network and a calibrator that never met its speaker, with the thresholds that ship;
the same words without noise are heard in the same surroundings, so that noise is all that differs. The
level is the speech's own against that of the noise, over the whole word.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from bench.acoustic import FEATURES, calibrator, lessons
from bench.acoustic_evidence import acoustic_rows, lexicon_of
from bench.figures import Figure, report
from bench.hearing_counts import Judge
from bench.hearing_evidence import Row, gather
from bench.hearing_material import HOME, VOICES, Take, voices
from training.corpus import FOLDS, fold_of
from voice_coach.listening.acoustic.net import load_acoustic_model
from voice_coach.listening.acoustic.recogniser import AcousticRecogniser
from voice_coach.listening.audio_file import read_audio
from voice_coach.listening.grammar import Grammar
from voice_coach.listening.phrase_file import load_grammar
from voice_coach.listening.recogniser import HEARING_RATE
from voice_coach.listening.thresholds import load_thresholds

NETS = Path("build/training")
NOISE_DB = -10.0
MOST_POINTS_LOST = 10.0
BEFORE_SECONDS = 2.0
"""Of noise before the word, so that the endpointer knows the room."""
AFTER_SECONDS = 1.0
SURROUNDINGS = {"silence": (), "room noise": ("kitchen", "rain", "typing", "pink"), "music": ("music",)}


def commands() -> list[Take]:
    """The words that are commands in their state, each in that state alone."""
    found = []
    for take in voices():
        own = {state: word for state, word in take.said.items() if word and HOME.get(word) == state}
        if own:
            found.append(replace(take, said=own))
    return found


def surrounded(takes: list[Take], kinds: tuple[str, ...]) -> Iterator[Take]:
    """``takes`` in the middle of noises of ``kinds``, one after the other; of none: in silence."""
    paths = [path for kind in kinds for path in sorted((VOICES / "noise").glob(f"{kind}*"))]
    noises = [read_audio(path).astype(np.float64) for path in paths]
    for number, take in enumerate(takes):
        spoken = take.samples().astype(np.float64)
        edges = (int(BEFORE_SECONDS * HEARING_RATE), int(AFTER_SECONDS * HEARING_RATE))
        sound = np.pad(spoken, edges)
        if noises:
            noise = noises[number % len(noises)]
            part = np.resize(np.roll(noise, -7_919 * number), len(sound))
            sound += part * np.sqrt((spoken**2).mean() / (part**2).mean()) * 10 ** (NOISE_DB / 20)
        yield replace(take, path=None, made=np.clip(np.round(sound), -32768, 32767).astype(np.int16))


def rows_of(takes: list[Take], grammar: Grammar) -> list[Row]:
    """What networks that never met the speakers make of ``takes``."""
    lexicon, rows = lexicon_of(grammar), []
    for fold in range(FOLDS):
        model = load_acoustic_model(NETS / f"fold-{fold}.npz")
        recogniser = AcousticRecogniser(grammar, lexicon, "working", model=model)
        rows += list(gather([take for take in takes if fold_of(take.speaker) == fold], recogniser, grammar))
        recogniser.close()
    return rows


def measure() -> list[Figure]:
    grammar = load_grammar()
    people = acoustic_rows("folds", "voices", grammar, NETS, False)
    made = acoustic_rows("folds", "synthetic", grammar, NETS, False)
    lesson = lessons(people, made, grammar, NETS, False)
    sections = [
        calibrator([row for row in lesson if fold_of(row.speaker) != fold], FEATURES) for fold in range(FOLDS)
    ]
    judge = Judge(grammar, load_thresholds("acoustic"), sections, fold_of)
    takes = commands()
    right, wrong = {}, {}
    for name, kinds in SURROUNDINGS.items():
        passed = [row for row in rows_of(list(surrounded(takes, kinds)), grammar) if judge.surplus(row) >= 0]
        right[name] = len({row.take for row in passed if row.right})
        wrong[name] = len({row.take for row in passed if not row.right})
    of = len(takes)
    return [
        Figure(
            f"short words with 10 dB of {name}: points lost against silence",
            100 * (right["silence"] - right[name]) / of,
            "points",
            MOST_POINTS_LOST,
            details={"right": right[name], "wrong": wrong[name], "in_silence": right["silence"], "of": of},
        )
        for name in ("room noise", "music")
    ]


if __name__ == "__main__":
    report("noisy_hearing", measure())
