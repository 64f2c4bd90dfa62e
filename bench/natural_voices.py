"""``python -m bench.natural_voices MODEL VOICES FOLDER``: our phrases by natural voices, to fit with.

MODEL is Kokoro-82M (int8, ONNX; Apache-2.0), VOICES an NPZ of its voice vectors; both need the package
kokoro-onnx, which nothing else here does. Each voice says ``--phrases`` of our phrases, dealt out so that all
are said equally often, at 0.85 to 1.2 of its pace, asked, called or told. Clips and ``manifest.csv`` go to
FOLDER, which `bench.refit` finds by VOICE_COACH_NATURAL. Voices of ``--without`` are left for whoever checks.
"""

from __future__ import annotations

import argparse
import csv
import random
import sys
import wave
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import soxr

from voice_coach.listening.phrase_file import load_grammar
from voice_coach.listening.recogniser import HEARING_RATE, Speech

KEPT_FOR_CHECKS = "af_nova,af_kore,am_eric,am_onyx,bf_lily,bf_alice,bm_lewis,bm_daniel"
_PACES = (0.85, 0.95, 1.0, 1.0, 1.1, 1.2)
_ENDS = (".", "!", ".", "", "?")
_NUMBERS_AMONG_THEM = 12


def dealt(voices: Sequence[str], each: int, seed: int = 7) -> Iterator[tuple[str, str]]:
    """Voice and phrase: each voice says ``each``, and no phrase comes again before all have."""
    chance = random.Random(seed)
    phrases = load_grammar().phrases
    plain = [one.text for one in phrases if one.seconds is None and one.value is None]
    numbers = [one.text for one in phrases if one.seconds is not None or one.value is not None]
    deck: list[str] = []
    for voice in voices:
        for _ in range(each):
            if not deck:
                deck = [*plain, *chance.sample(numbers, _NUMBERS_AMONG_THEM)]
                chance.shuffle(deck)
            yield voice, deck.pop()


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
    parser.add_argument("--phrases", type=int, default=26)
    parser.add_argument("--without", default=KEPT_FOR_CHECKS)
    options = parser.parse_args(arguments)
    from kokoro_onnx import Kokoro  # type: ignore[import-not-found]

    speaker: Any = Kokoro(str(options.model), str(options.voices))
    names = sorted(set(np.load(options.voices).files) - set(options.without.split(",")))
    random.Random(7).shuffle(names)
    options.folder.mkdir(parents=True, exist_ok=True)
    chance = random.Random(11)
    with (options.folder / "manifest.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("path", "speaker", "phrase"))
        for turn, (voice, phrase) in enumerate(dealt(names, options.phrases)):
            accent = "en-gb" if voice.startswith("b") else "en-us"
            text = phrase + chance.choice(_ENDS)
            sound, rate = speaker.create(text, voice=voice, speed=chance.choice(_PACES), lang=accent)
            heard = soxr.resample(np.asarray(sound, np.float64), rate, HEARING_RATE)
            _write(options.folder / f"{turn:05}.wav", np.clip(heard * 32767, -32768, 32767).astype(np.int16))
            rows.writerow((f"{turn:05}.wav", voice, phrase))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
