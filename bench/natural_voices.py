"""``python -m bench.natural_voices MODEL VOICES FOLDER [--check | --more N]``: our phrases by natural voices.

MODEL is Kokoro-82M (int8, ONNX; Apache-2.0), VOICES an NPZ of its voice vectors; both need the package
kokoro-onnx, which nothing else here does. Clips and ``manifest.csv`` go to FOLDER; clips that are there
already aren't made again.

Its voices are of three kinds (`training/corpus.py`). `KEPT_FOR_CHECKS` teach nothing at all: ``--check``
makes the clips that `bench.natural_check` counts, each of `CHECKED` by each of them. `KEPT_FOR_FITTING` don't
teach the network, so the calibrator can be fitted on how it hears voices that it hasn't met (`bench.refit`
finds them by VOICE_COACH_NATURAL). All others teach the network (`training.label`). Phrases are dealt out so
that all are said equally often, at 0.85 to 1.2 of a voice's pace, asked, called or told; voices with English
as their language say more of them.

``--more N`` makes N clips that teach: phrases that were heard badly come more often, many by a mixture of two
voices, and half of them in British English, by American voices too. Every eleventh is by a voice kept for
fitting.
"""

from __future__ import annotations

import argparse
import csv
import random
import sys
import wave
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import soxr

from training.corpus import KEPT_FOR_CHECKS, KEPT_FOR_FITTING
from voice_coach.listening.grammar import Phrase
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
_TIMES: Mapping[int, str] = {
    10: "stop",
    8: "resume easier",
    7: "pause repeat",
    6: "help-me left-side right-side switch-sides",
    5: "carry-on yes-please skip-this too-much less-time quieter a-bit-longer next",
    4: "help undo-that it-hurts i'm-ready shorter other-side speed-up how-long-left continue ease-off left",
    3: "say-that-again what's-next previous right yes no",
}
"""How often phrases that were heard badly are said, against 1."""
_OTHERS_TIMES = {"one word": 2.5, "number": 1.5, "seconds": 0.25}
_IN_AREAS = 1.6
_PACES_MORE = (0.8, 1.3)
_MIXED = (0.3, 0.7)


@dataclass(frozen=True)
class Line:
    """What a voice says, and how."""

    voice: str
    """A voice, or two joined by `+`."""
    phrase: str
    pace: float
    end: str
    british: bool = False
    share: float = 1.0
    """Of the first voice in a mixture."""

    @property
    def accent(self) -> str:
        return "en-gb" if self.british or self.voice.startswith("b") else "en-us"


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


def more_lines(names: Sequence[str], count: int, seed: int = 231) -> Iterator[Line]:
    """``count`` lines by voices that teach and, one in eleven, by those kept for fitting."""
    chance = random.Random(seed)
    phrases = load_grammar().phrases
    times = [_times(phrase) for phrase in phrases]
    fitting = [*KEPT_FOR_FITTING, *2 * [name for name in KEPT_FOR_FITTING if name.startswith("b")]]
    teaching = sorted(set(names) - set(KEPT_FOR_CHECKS) - set(KEPT_FOR_FITTING))
    english = [name for name in teaching if name[0] in "ab" for _ in range(3 if name[0] == "b" else 1)]
    for turn, phrase in enumerate(chance.choices(phrases, times, k=count)):
        end = chance.choice(_ENDS)
        if turn % 11 == 5:
            yield Line(fitting[turn // 11 % len(fitting)], phrase.text, chance.choice(_PACES), end)
            continue
        pair = chance.sample(teaching if chance.random() < 0.3 else english, 2)
        mixed = chance.random() < 0.55 and pair[0] != pair[1]
        voice = "+".join(sorted(pair)) if mixed else pair[0]
        british, share = chance.random() < 0.4, chance.uniform(*_MIXED) if mixed else 1.0
        yield Line(voice, phrase.text, chance.uniform(*_PACES_MORE), end, british, share)


def _times(phrase: Phrase) -> float:
    said = phrase.text.replace(" ", "-")
    listed = next((times for times, those in _TIMES.items() if said in those.split()), None)
    if phrase.value is not None:
        return _OTHERS_TIMES["number"]
    if phrase.seconds is not None and "second" in phrase.text:
        return _OTHERS_TIMES["seconds"]
    plain = _OTHERS_TIMES["one word"] if "-" not in said else 1.0
    return (listed or plain) * (_IN_AREAS if "areas" in phrase.states else 1.0)


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
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument("--check", action="store_true", help="by the voices kept for checks")
    kind.add_argument("--more", type=int, metavar="N", help="so many to teach, weak phrases more often")
    options = parser.parse_args(arguments)
    from kokoro_onnx import Kokoro  # type: ignore[import-not-found]

    speaker: Any = Kokoro(str(options.model), str(options.voices))
    vectors = dict(np.load(options.voices))
    made = more_lines([*vectors], options.more) if options.more else dealt_lines([*vectors])
    lines = list(checked_lines() if options.check else made)
    options.folder.mkdir(parents=True, exist_ok=True)
    with (options.folder / "manifest.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("path", "speaker", "phrase"))
        for turn, line in enumerate(lines):
            path = options.folder / f"{turn:05}.wav"
            if not path.exists():
                text = line.phrase + line.end
                first, _, second = line.voice.partition("+")
                vector = line.share * vectors[first] + (1 - line.share) * vectors[second or first]
                sound, rate = speaker.create(text, voice=vector, speed=line.pace, lang=line.accent)
                heard = soxr.resample(np.asarray(sound, np.float64), rate, HEARING_RATE)
                _write(path, np.clip(heard * 32767, -32768, 32767).astype(np.int16))
            rows.writerow((path.name, line.voice, line.phrase))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
