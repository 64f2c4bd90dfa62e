"""``python -m bench.natural_voices MODEL VOICES FOLDER [--check]``: our phrases by natural voices.

MODEL is Kokoro-82M (int8, ONNX; Apache-2.0), VOICES an NPZ of its voice vectors; both need the package
kokoro-onnx, which nothing else here does. Clips and ``manifest.csv`` go to FOLDER; clips that are there
already aren't made again.

Its voices are of three kinds (`training/corpus.py`). `KEPT_FOR_CHECKS` teach nothing at all: ``--check``
makes the clips that `bench.natural_check` counts, each of `CHECKED` by each of them. `KEPT_FOR_FITTING` don't
teach the network, so the calibrator can be fitted on how it hears voices that it hasn't met (`bench.refit`
finds them by VOICE_COACH_NATURAL). All others teach the network (`training.label`). Phrases are dealt out so
that all are said equally often, at 0.85 to 1.2 of a voice's pace, asked, called or told; voices with English
as their language say more of them.
"""

from __future__ import annotations

import argparse
import csv
import random
import sys
import wave
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import soxr

from training.corpus import KEPT_FOR_CHECKS, KEPT_FOR_FITTING
from voice_coach.listening.phrase_file import load_grammar
from voice_coach.listening.recogniser import HEARING_RATE, Speech

CHECKED = (
    *(
        "stop",
        "pause",
        "it hurts",
        "too much",
        "easier",
        "ease off",
        "i'm ready",
        "next",
        "next one",
        "skip this",
    ),
    *("go back", "previous", "repeat", "say that again", "resume", "continue", "carry on", "hold longer"),
    *("a bit longer", "more time", "shorter", "less time", "switch sides", "other side", "how long left"),
    *(
        "time left",
        "what's next",
        "show me how",
        "explain that",
        "louder",
        "quieter",
        "slow down",
        "speed up",
    ),
    *("talk less", "talk more", "music off", "left side", "right side", "yes please", "undo that", "help me"),
)
"""What the coach suggests, and what loses most if it isn't heard."""
_PACES = (0.85, 0.95, 1.0, 1.0, 1.1, 1.2)
_PACES_CHECKED = (0.9, 1.0, 1.1, 1.2)
_ENDS = (".", "!", ".", "", "?")
_BY_ENGLISH, _BY_OTHERS, _TO_FIT = 60, 32, 42
"""Phrases that each voice says."""
_NUMBERS_AMONG_THEM = 14


@dataclass(frozen=True)
class Line:
    """What a voice says, and how."""

    voice: str
    phrase: str
    pace: float
    end: str

    @property
    def accent(self) -> str:
        return "en-gb" if self.voice.startswith("b") else "en-us"


def checked_lines(seed: int = 23) -> Iterator[Line]:
    """Every phrase of `CHECKED` by every voice kept for checks."""
    chance = random.Random(seed)
    for voice in KEPT_FOR_CHECKS:
        for phrase in CHECKED:
            yield Line(voice, phrase, chance.choice(_PACES_CHECKED), chance.choice((".",)))


def dealt_lines(names: Sequence[str], seed: int = 7) -> Iterator[Line]:
    """All phrases, dealt out to those of the voices ``names`` that aren't kept for checks: none comes again
    before all have."""
    chance = random.Random(seed)
    phrases = load_grammar().phrases
    plain = [one.text for one in phrases if one.seconds is None and one.value is None]
    numbers = [one.text for one in phrases if one.seconds is not None or one.value is not None]
    deck: list[str] = []
    for voice in sorted(set(names) - set(KEPT_FOR_CHECKS)):
        english = voice[0] in "ab"
        each = _TO_FIT if voice in KEPT_FOR_FITTING else _BY_ENGLISH if english else _BY_OTHERS
        for _ in range(each):
            if not deck:
                deck = [*plain, *chance.sample(numbers, _NUMBERS_AMONG_THEM)]
                chance.shuffle(deck)
            yield Line(voice, deck.pop(), chance.choice(_PACES), chance.choice(_ENDS))


def _write(path: Path, sound: Speech) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(HEARING_RATE)
        file.writeframes(sound.tobytes())


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("voices", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--check", action="store_true", help="by the voices kept for checks")
    options = parser.parse_args(arguments)
    from kokoro_onnx import Kokoro  # type: ignore[import-not-found]

    speaker: Any = Kokoro(str(options.model), str(options.voices))
    names = np.load(options.voices).files
    lines = list(checked_lines() if options.check else dealt_lines(names))
    options.folder.mkdir(parents=True, exist_ok=True)
    with (options.folder / "manifest.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("path", "speaker", "phrase"))
        for turn, line in enumerate(lines):
            path = options.folder / f"{turn:05}.wav"
            if not path.exists():
                text = line.phrase + line.end
                sound, rate = speaker.create(text, voice=line.voice, speed=line.pace, lang=line.accent)
                heard = soxr.resample(np.asarray(sound, np.float64), rate, HEARING_RATE)
                _write(path, np.clip(heard * 32767, -32768, 32767).astype(np.int16))
            rows.writerow((path.name, line.voice, line.phrase))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
