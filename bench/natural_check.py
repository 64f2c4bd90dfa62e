"""``python -m bench.natural_check FOLDER``: which phrases of natural voices the coach understands.

FOLDER is what ``bench.natural_voices --check`` wrote: voices that have taught neither the network nor the
calibrator, and that no threshold was set on. Each clip goes through the listener, in the first state that has
its phrase, as it is (``clean``), over 12 dB of a kitchen, rain, typing or pink noise (``noise``), and from up
to 2.5 m away in a simulated room, RT60 0.2 to 0.8 s (``room``). Right: the command was obeyed and nothing
else.

``--net`` and ``--calibrators`` measure other files than those that ship; ``--misses`` says what became of
each clip that wasn't right; ``--jobs N`` shares the work among processes.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from bench.acoustic_evidence import KeepingRecogniser, lexicon_of
from bench.hearing_material import VOICES
from bench.other_talk import Remembering, obeyed
from bench.rooms import convolve, draw_room
from voice_coach.content import content_folder
from voice_coach.listening.acoustic.net import load_acoustic_model
from voice_coach.listening.acoustic.recogniser import acoustic_model_path
from voice_coach.listening.audio_file import read_audio
from voice_coach.listening.calibrator import Calibrator, parse_calibrator
from voice_coach.listening.grammar import Grammar
from voice_coach.listening.phrase_file import load_grammar
from voice_coach.listening.recogniser import HEARING_RATE, Speech
from voice_coach.listening.thresholds import load_thresholds

CONDITIONS = ("clean", "noise", "room")
_NOISE_DB = 12.0
_ROOM_NOISES = ("kitchen", "rain", "typing", "pink")
_FIRST_ROOM = 90_000
"""Other rooms than any that something was fitted in."""


@dataclass(frozen=True)
class Clip:
    """A phrase said by a voice; ``number`` draws its noise and its room."""

    path: Path
    voice: str
    phrase: str
    number: int


@dataclass(frozen=True)
class Outcome:
    """What became of a clip: `right`, `wrong` or `missed`; ``heard`` is what was obeyed."""

    clip: Clip
    condition: str
    what: str
    heard: tuple[str, ...]


def clips(folder: Path) -> list[Clip]:
    """What the manifest of ``folder`` lists."""
    rows = csv.DictReader((folder / "manifest.csv").read_text(encoding="utf-8").splitlines())
    return [Clip(folder / row["path"], row["speaker"], row["phrase"], at) for at, row in enumerate(rows)]


def placed(sound: Speech, condition: str, number: int) -> Speech:
    """``sound`` in ``condition``; in noise and rooms with a second before it and after it."""
    if condition == "clean":
        return sound
    around = np.concatenate([np.zeros(HEARING_RATE), sound.astype(np.float64), np.zeros(HEARING_RATE)])
    if condition == "room":
        far = convolve(around.astype(np.float32), draw_room(_FIRST_ROOM + number).voice_path)
        mixed = far * (0.5 * np.abs(sound).max() / max(1.0, float(np.abs(far).max())))
    else:
        noise, loud = _noise(len(around), number), np.abs(sound) > 0.02 * np.abs(sound).max()
        speech = np.sqrt((sound[loud].astype(np.float64) ** 2).mean())
        level = speech / np.sqrt((noise**2).mean() + 1.0) * 10 ** (-_NOISE_DB / 20)
        mixed = around + level * noise
    result: Speech = np.clip(np.round(mixed), -32768, 32767).astype(np.int16)
    return result


def _noise(length: int, number: int) -> np.ndarray:
    chance = np.random.default_rng(number)
    noises = _noises()
    noise = noises[int(chance.integers(len(noises)))]
    first = int(chance.integers(max(1, len(noise) - length)))
    return np.resize(noise[first:], length)


@lru_cache(maxsize=1)
def _noises() -> tuple[np.ndarray, ...]:
    paths = [path for kind in _ROOM_NOISES for path in sorted((VOICES / "noise").glob(f"{kind}*"))]
    return tuple(read_audio(path).astype(np.float64) for path in paths)


class Ears:
    """The recogniser of ``net`` with ``calibrators``, and the thresholds that ship."""

    def __init__(self, net: Path, calibrators: Path) -> None:
        self._grammar: Grammar = load_grammar()
        model = load_acoustic_model(net)
        own = KeepingRecogniser(self._grammar, lexicon_of(self._grammar), "working", model=model)
        self._recogniser = Remembering(own)
        section = json.loads(calibrators.read_text(encoding="utf-8"))["acoustic"]
        self._calibrator: Calibrator = parse_calibrator(section)
        self._thresholds = load_thresholds("acoustic")

    def hear(self, clip: Clip, condition: str) -> Outcome:
        """What the listener obeys of ``clip``."""
        grammar = self._grammar
        phrase = next(one for one in grammar.phrases if one.text == clip.phrase)
        state = next(name for name in ("working", *grammar.states) if name in phrase.states)
        wanted = grammar.understand(clip.phrase, state)
        assert wanted is not None
        sound = placed(read_audio(clip.path), condition, clip.number)
        found = obeyed(sound, state, self._recogniser, grammar, self._calibrator, self._thresholds)
        self._recogniser.forget()
        kept = [one for one in found if one.kept]
        meant = [(one.command, one.value) == (wanted.command, wanted.value) for one in kept]
        what = "missed" if not kept else "right" if all(meant) else "wrong"
        return Outcome(clip, condition, what, tuple(one.text for one in kept))


@dataclass(frozen=True)
class Part:
    """What one process listens to."""

    clips: tuple[Clip, ...]
    conditions: tuple[str, ...]
    net: Path
    calibrators: Path


def heard(part: Part) -> list[Outcome]:
    """All of ``part``."""
    ears = Ears(part.net, part.calibrators)
    return [ears.hear(clip, condition) for clip in part.clips for condition in part.conditions]


def summary(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """The counts by condition, then of each phrase and each voice that isn't always right."""
    conditions = list(dict.fromkeys(one.condition for one in outcomes))
    for condition in conditions:
        counts = Counter(one.what for one in outcomes if one.condition == condition)
        total = sum(counts.values())
        share = 100 * counts["right"] / total
        yield f"{condition}: {counts['right']} of {total} right ({share:.1f} %), {counts['wrong']} wrong"
    for title in ("phrase", "voice"):
        yield f"{title}: right, wrong of all, by condition"
        groups: defaultdict[str, list[Outcome]] = defaultdict(list)
        for one in outcomes:
            groups[getattr(one.clip, title)].append(one)
        for name, mine in sorted(groups.items(), key=lambda group: _share(group[1])):
            cells = [_cell([one for one in mine if one.condition == condition]) for condition in conditions]
            if _share(mine) < 1:
                yield f"  {name}: {', '.join(cells)}"


def _share(outcomes: Sequence[Outcome]) -> float:
    return sum(one.what == "right" for one in outcomes) / len(outcomes)


def _cell(outcomes: Sequence[Outcome]) -> str:
    counts = Counter(one.what for one in outcomes)
    return f"{counts['right']}, {counts['wrong']} of {len(outcomes)}"


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--conditions", default=",".join(CONDITIONS))
    parser.add_argument("--net", type=Path, default=acoustic_model_path())
    shipped = content_folder("models") / "en" / "calibrators.json"
    parser.add_argument("--calibrators", type=Path, default=shipped)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--misses", action="store_true")
    options = parser.parse_args(arguments)
    if not (options.folder / "manifest.csv").is_file():
        print(f"There are no clips in {options.folder}; bench.natural_voices makes them.", file=sys.stderr)
        return 2
    every, conditions = clips(options.folder), tuple(options.conditions.split(","))
    parts = [
        Part(tuple(every[turn :: options.jobs]), conditions, options.net, options.calibrators)
        for turn in range(options.jobs)
    ]
    with ProcessPoolExecutor(options.jobs) as pool:
        outcomes = [one for found in pool.map(heard, parts) for one in found]
    print("\n".join(summary(outcomes)))
    for one in outcomes if options.misses else ():
        if one.what != "right":
            print(
                f"{one.condition} {one.what}: {one.clip.voice} {one.clip.phrase!r}, heard {list(one.heard)}"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
