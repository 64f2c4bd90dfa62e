"""What the hearing measures and fits listen to: real people, real rooms, synthetic voices; who said what.

`VOICE_COACH_VOICES` is the folder of recorded people (default `../shared/voices`), `VOICE_COACH_TRAINING`
that of training speech (default `../shared/training`). No recording is part of this repository.
"""

from __future__ import annotations

import csv
import hashlib
import os
import random
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from voice_coach.listening.audio_file import read_audio
from voice_coach.listening.grammar import Grammar
from voice_coach.listening.recogniser import HEARING_RATE, Speech

_SHARED = Path(__file__).resolve().parents[2] / "shared"
VOICES = Path(os.environ.get("VOICE_COACH_VOICES", _SHARED / "voices"))
TRAINING = Path(os.environ.get("VOICE_COACH_TRAINING", _SHARED / "training"))

Room = npt.NDArray[np.float64]

_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
HOME: Mapping[str, str] = {
    **{"stop": "working", "pause": "working", "go": "setup", "yes": "confirm", "no": "confirm"},
    **{"left": "side", "right": "side"},
    **dict.fromkeys(_NUMBERS, "rating"),
}
"""The state in which each recorded word is measured as a command."""

_OTHER_STATES = ("confirm", "side", "rating", "setup")
SYNTHETIC = (
    "flite:slt",
    "flite:rms",
    "flite:awb",
    "flite:kal",
    "espeak:en-us",
    "espeak:en-us+f2",
    "espeak:en-gb+f3",
    "espeak:en-gb-scotland+m3",
)


@dataclass(frozen=True, eq=False)
class Take:
    """One recording. ``said``: by state it is heard in, the phrase that it is there; None for no command.

    ``kind`` is `command`, `word` (an isolated word outside the grammar), `talk`, `noise`, `clean` or
    `noisy` (the last two synthetic); ``source`` is `voices`, `training` or `synthetic`.
    """

    name: str
    source: str
    kind: str
    speaker: str
    said: Mapping[str, str | None]
    seconds: float
    path: Path | None = None
    made: Speech | None = None

    def samples(self) -> Speech:
        if self.made is not None:
            return self.made
        assert self.path is not None
        return read_audio(self.path)


def fold_of(speaker: str, folds: int) -> int:
    """Which of ``folds`` parts ``speaker`` is in: always the same one."""
    return int(hashlib.md5(speaker.encode(), usedforsecurity=False).hexdigest()[:8], 16) % folds


def voices() -> Iterator[Take]:
    """Every recording of the folder of people and rooms; words also in states where they are no command."""
    for row in csv.DictReader((VOICES / "manifest.csv").read_text(encoding="utf-8").splitlines()):
        said: dict[str, str | None] = {"working": None}
        kind = row["kind"]
        if kind == "command":
            word = row["path"].split("/")[1].replace("_", " ")
            if int(row["sha256_pcm"][:2], 16) % 4 == 0:
                said.update(dict.fromkeys(_OTHER_STATES))
            if word in HOME:
                said[HOME[word]] = word
        elif row["style"] == "isolated-word":
            kind = "word"
            said.update(dict.fromkeys(_OTHER_STATES))
        yield Take(
            name=row["path"],
            source="voices",
            kind={"speech": "talk"}.get(kind, kind),
            speaker=row["speaker_id"] or row["path"],
            said=said,
            seconds=float(row["duration_s"]),
            path=VOICES / row["path"],
        )


def training(sentences: int = 900, words: int = 600, seed: int = 3) -> Iterator[Take]:
    """A seeded sample of the training speech: half of its command words, and what is no command."""
    rows = list(csv.DictReader((TRAINING / "manifest.csv").read_text(encoding="utf-8").splitlines()))
    chance = random.Random(seed)
    chance.shuffle(rows)
    left = {"talk": sentences, "word": words}
    for row in rows:
        word = row["transcript"].lower().strip()
        said: dict[str, str | None] = {"working": None}
        kind = "word" if row["origin_corpus"].startswith("Google") else "talk"
        if kind == "word" and word in HOME:
            if chance.random() < 0.5:
                continue
            kind, said = "command", {HOME[word]: word}
            if chance.random() < 0.25:
                said.setdefault(chance.choice(("working", *_OTHER_STATES)))
        elif left[kind] == 0:
            continue
        else:
            left[kind] -= 1
            if kind == "word" or chance.random() < 0.2:
                said[chance.choice(_OTHER_STATES)] = None
        unknown = row["speaker_id"] == "cv1-unknown"
        yield Take(
            name=row["path"],
            source="training",
            kind=kind,
            speaker=row["path"] if unknown else row["speaker_id"],
            said=said,
            seconds=float(row["duration_s"]),
            path=TRAINING / row["path"],
        )


def synthetic(grammar: Grammar, *, silent: bool = False) -> Iterator[Take]:
    """Every phrase by every voice whose program is here, in its first state: clean, and 12 dB over a room.

    ``silent`` leaves the sound out, for those who need to know only what there is.
    """
    around = () if silent else rooms()
    with tempfile.TemporaryDirectory() as folder:
        for voice in SYNTHETIC:
            program = "flite" if voice.startswith("flite") else "espeak-ng"
            if shutil.which(program) is None:
                continue
            for phrase in grammar.phrases:
                state = next(name for name in ("working", *grammar.states) if name in phrase.states)
                made = (None, None) if silent else clean_and_noisy(voice, phrase.text, Path(folder), around)
                for kind, sound in zip(("clean", "noisy"), made, strict=True):
                    name = f"{voice}/{phrase.text}/{kind}"
                    seconds = 0.0 if sound is None else len(sound) / HEARING_RATE
                    yield Take(name, "synthetic", kind, voice, {state: phrase.text}, seconds, made=sound)


def clean_and_noisy(voice: str, text: str, folder: Path, rooms: Sequence[Room]) -> tuple[Speech, Speech]:
    """``text`` by ``voice``, at a level drawn by chance; and the same in the middle of the room's noise."""
    chance = np.random.default_rng(fold_of(voice + text, 1 << 30))
    spoken = speak(voice, text, folder).astype(np.float64)
    spoken *= 32767 * 10 ** (-chance.uniform(6, 22) / 20) / np.abs(spoken).max()
    around = np.concatenate([np.zeros(8000), spoken, np.zeros(8000)])
    room = rooms[int(chance.integers(len(rooms)))]
    clean, noisy = (
        np.clip(np.round(sound), -32768, 32767).astype(np.int16)
        for sound in (spoken, _over(around, spoken, room, chance))
    )
    return clean, noisy


def speak(voice: str, text: str, folder: Path) -> Speech:
    """``text`` by one of ``SYNTHETIC``."""
    program, name = voice.split(":")
    path = folder / "said.wav"
    options = ["-voice", name, "-t", text, "-o"] if program == "flite" else ["-v", name, text, "-w"]
    command = [{"flite": "flite", "espeak": "espeak-ng"}[program], *options, str(path)]
    subprocess.run(command, check=True, timeout=30)
    return read_audio(path)


def rooms() -> tuple[Room, ...]:
    """Kitchen, rain, typing and pink noise where the recordings are here, else pink noise made."""
    folder = VOICES / "noise"
    found = [
        path for kind in ("kitchen", "rain", "typing", "pink") for path in sorted(folder.glob(f"{kind}*"))
    ]
    if found:
        return tuple(read_audio(path).astype(np.float64) for path in found)
    spectrum = np.fft.rfft(np.random.default_rng(5).standard_normal(30 * HEARING_RATE))
    return (np.fft.irfft(spectrum / np.sqrt(np.arange(1, len(spectrum) + 1))),)


def _over(sound: Room, speech: Room, room: Room, chance: np.random.Generator) -> Room:
    start = int(chance.integers(0, max(1, len(room) - len(sound))))
    part = np.resize(room[start:], len(sound))
    level = np.sqrt((speech**2).mean()) / np.sqrt((part**2).mean()) * 10 ** (-12 / 20)
    mixed: Room = sound + part * level
    return mixed
