"""Which recordings train: a list of utterances with their words, speakers and weights, from the manifests.

The recordings stay where they are, outside the project. No one whose voice measures a model trains it:
speakers fall into five folds, and ``measured`` marks those who also speak in the measuring set.
"""

from __future__ import annotations

import csv
import os
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SHARED = Path(os.environ.get("VOICE_COACH_SHARED", Path(__file__).parents[2] / "shared"))
"""Where the recordings lie, outside the project."""
FOLDS = 5
_NOT_A_LETTER = re.compile(r"[^a-z' ]+")
_DISAGREEMENT = re.compile(r"asrcheck_wer=([\d.]+)")
_MOST_DISAGREEMENT = 0.3
"""Word error of another recogniser against the transcript, over which a transcript is not believed."""
_LONGEST_SECONDS = 16.0
_LEFT_OUT = ("LJ Speech",)
"""One reader, who also reads in the measuring set."""
KEPT_FOR_CHECKS = (
    *("af_nova", "af_kore", "am_eric", "am_onyx"),
    *("bf_lily", "bf_alice", "bm_lewis", "bm_daniel"),
)
"""Natural synthetic voices that teach and tune nothing: `bench.natural_check` counts what's understood."""
KEPT_FOR_FITTING = (
    *("af_sarah", "am_michael", "bf_isabella", "bm_george", "am_puck", "af_jessica"),
    *("ef_dora", "hm_psi", "zf_xiaoni", "if_sara", "jm_kumo", "pm_alex"),
)
"""Those that the network doesn't meet, so that `bench.refit` sees how it hears strangers."""
_FORBIDDEN_LICENCES = ("CC-BY-SA-3.0",)


@dataclass(frozen=True)
class Utterance:
    """One recording. ``weight`` is how often it is drawn, against 1 for read speech, a second."""

    path: Path
    words: tuple[str, ...]
    speaker: str
    licence: str
    isolated: bool
    measured: bool
    synthetic: bool = False

    @property
    def fold(self) -> int:
        """Which of the `FOLDS` this speaker is in; the same on every machine."""
        return fold_of(self.speaker)


def fold_of(speaker: str) -> int:
    return zlib.crc32(speaker.encode()) % FOLDS


def training_set(folder: Path) -> Iterator[Utterance]:
    """What `../shared/training` holds and can be believed."""
    for row in _rows(folder / "manifest.csv"):
        checked = _DISAGREEMENT.search(row["note"])
        if checked and float(checked[1]) > _MOST_DISAGREEMENT:
            continue
        if float(row["duration_s"]) > _LONGEST_SECONDS or row["origin_corpus"].startswith(_LEFT_OUT):
            continue
        if row["licence"] in _FORBIDDEN_LICENCES:
            continue
        yield Utterance(
            path=folder / row["path"],
            words=_words(row["transcript"]),
            speaker=row["speaker_id"],
            licence=row["licence"],
            isolated=row["isolated"] == "yes",
            measured=row["overlap_test"] == "dev-speaker",
        )


def command_set(folder: Path) -> Iterator[Utterance]:
    """The commands of `../shared/voices`: the measuring set, which trains across folds only."""
    for row in _rows(folder / "manifest.csv"):
        if row["kind"] == "command" and row["licence"] not in _FORBIDDEN_LICENCES:
            yield Utterance(
                path=folder / row["path"],
                words=_words(row["transcript"]),
                speaker=row["speaker_id"],
                licence=row["licence"],
                isolated=True,
                measured=True,
            )


def _synthetic(path: Path, text: str, speaker: str) -> Utterance:
    return Utterance(
        path=path,
        words=_words(text),
        speaker=speaker,
        licence="synthetic",
        isolated=True,
        measured=False,
        synthetic=True,
    )


def synthetic_set(folder: Path) -> Iterator[Utterance]:
    """What `synthesise.py` made, if it has."""
    if (folder / "manifest.csv").exists():
        for row in _rows(folder / "manifest.csv"):
            yield _synthetic(folder / row["path"], row["transcript"], row["speaker_id"])


def natural_set(folder: Path) -> Iterator[Utterance]:
    """What `bench.natural_voices` wrote to ``folder``, of the voices that may teach the network."""
    for row in _rows(folder / "manifest.csv"):
        if row["speaker"] not in (*KEPT_FOR_CHECKS, *KEPT_FOR_FITTING):
            yield _synthetic(folder / row["path"], row["phrase"], row["speaker"])


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _words(transcript: str) -> tuple[str, ...]:
    plain = transcript.lower().replace("’", "'").replace("-", " ")
    return tuple(
        word.strip("'") if word.startswith("'") else word for word in _NOT_A_LETTER.sub(" ", plain).split()
    )
