"""Synthetic speakers, a small extra: the coach's phrases and random words, by flite and espeak-ng.

    python -m training.synthesise FOLDER

Synthetic voices are a poor stand-in for people; they are here for phones that the real recordings rarely
have side by side. Voices that are not in ``TRAINING`` measure.
"""

from __future__ import annotations

import argparse
import csv
import random
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from training.corpus import SHARED, training_set
from training.recordings import read_recording
from voice_coach.listening.phrase_file import load_grammar
from voice_coach.listening.recogniser import HEARING_RATE

TRAINING = (
    "flite:slt",
    "flite:awb",
    "espeak:en-us",
    "espeak:en-gb",
    "espeak:en-us+f3",
    "espeak:en-gb-scotland",
)
_SEED = 7


def phrases() -> list[str]:
    """Every phrase of the grammar, once."""
    return sorted({phrase.text for phrase in load_grammar("en").phrases})


def say(voice: str, text: str, speed: float, path: Path) -> None:
    """Writes ``text`` spoken by ``voice`` to ``path`` (WAV). Raises subprocess.CalledProcessError,
    FileNotFoundError."""
    engine, name = voice.split(":")
    commands: dict[str, Callable[[], list[str]]] = {
        "flite": lambda: [
            "flite",
            "-voice",
            name,
            "--setf",
            f"duration_stretch={1 / speed:.2f}",
            "-t",
            text,
            "-o",
            str(path),
        ],
        "espeak": lambda: ["espeak-ng", "-v", name, "-s", str(round(155 * speed)), "-w", str(path), text],
    }
    subprocess.run(commands[engine](), check=True, capture_output=True)


def plan(voices: tuple[str, ...], words: list[str], takes: int) -> Iterator[tuple[str, str, float]]:
    """What to make: (voice, text, speed)."""
    chance = random.Random(_SEED)
    for voice in voices:
        for text in phrases():
            for _ in range(takes):
                yield voice, text, chance.uniform(0.8, 1.25)
        for _ in range(250):
            yield voice, " ".join(chance.sample(words, 4)), chance.uniform(0.8, 1.25)


def main() -> None:
    import soundfile

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    words = sorted(
        {word for said in training_set(SHARED / "training") for word in said.words if "'" not in word}
    )
    with (options.folder / "manifest.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["path", "transcript", "speaker_id"])
        for number, (voice, text, speed) in enumerate(plan(TRAINING, words, 1)):
            name = f"{number:05d}.opus"
            with tempfile.TemporaryDirectory() as folder:
                spoken = Path(folder) / "spoken.wav"
                say(voice, text, speed, spoken)
                sound = read_recording(spoken)
            soundfile.write(options.folder / name, sound, HEARING_RATE, format="OGG", subtype="OPUS")
            table.writerow([name, text, voice])


if __name__ == "__main__":
    main()
