"""What our own acoustic model makes of every take: by networks that have never met the take's speaker.

`make train` leaves those networks in `build/training`: ``fold-0.npz`` to ``fold-4.npz``, each without a fifth
of the speakers of the measuring set, and ``strangers.npz`` without any of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Protocol

from bench.figures import OUT
from bench.hearing_evidence import Row, gather, keep, read_rows
from bench.hearing_material import Take, synthetic, training, voices
from training.corpus import FOLDS, fold_of
from voice_coach.errors import InputError
from voice_coach.listening.acoustic.mel import Frames
from voice_coach.listening.acoustic.net import AcousticModel, load_acoustic_model
from voice_coach.listening.acoustic.recogniser import AcousticRecogniser
from voice_coach.listening.grammar import Grammar
from voice_coach.listening.pronunciation import Lexicon, load_lexicon
from voice_coach.listening.recogniser import Recogniser, Speech


def lexicon_of(grammar: Grammar) -> Lexicon:
    """How the grammar's words sound."""
    return load_lexicon(grammar.words(), grammar.language)


class KeepingRecogniser(AcousticRecogniser):
    """One that remembers what the network made of the last stretches: states differ in their search only."""

    _MOST = 64

    def posteriors(self, samples: Speech) -> Frames:
        key = samples.tobytes()
        if key not in self._kept:
            while len(self._kept) >= self._MOST:
                del self._kept[next(iter(self._kept))]
            self._kept[key] = super().posteriors(samples)
        return self._kept[key]

    @cached_property
    def _kept(self) -> dict[bytes, Frames]:
        return {}


class _Engine(Protocol):
    """A recogniser that takes one of our networks."""

    name: str

    def __call__(
        self, grammar: Grammar, lexicon: Lexicon, state: str, *, model: AcousticModel
    ) -> Recogniser: ...


def acoustic_rows(
    nets: str,
    source: str,
    grammar: Grammar,
    folder: Path,
    again: bool,
    engine: _Engine = AcousticRecogniser,
) -> list[Row]:
    """The evidence of the takes of ``source`` (``voices``, ``synthetic`` or ``training``, which the networks
    have met) by ``nets`` (``folds``, ``strangers``) in ``engine``, from bench/out where it is kept.

    Raises InputError (`nets-missing`), MissingPartError (`acoustic-model-unreadable`).
    """
    path = OUT / f"{engine.name}_evidence_{nets}_{source}.jsonl"
    if path.is_file() and not again:
        return read_rows(path)
    if not folder.is_dir():
        raise InputError(
            f"There are no networks in {folder}.", hint="Make them: make train.", code="nets-missing"
        )
    made = {"voices": voices, "training": training}.get(source)
    takes = list(synthetic(grammar) if made is None else made())
    rows: list[Row] = []
    lexicon = lexicon_of(grammar)
    for fold in range(FOLDS):
        name = f"fold-{fold}.npz" if nets == "folds" else f"{nets}.npz"
        model = load_acoustic_model(folder / name)
        recogniser = engine(grammar, lexicon, "working", model=model)
        rows += gather(_of_fold(takes, fold), recogniser, grammar)
        recogniser.close()
    return keep(rows, path)


def _of_fold(takes: Iterable[Take], fold: int) -> list[Take]:
    return [take for take in takes if fold_of(take.speaker) == fold]
