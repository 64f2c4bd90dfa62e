"""``python -m scripts.measure_lengths [--seeds N] [LANGUAGE ...]``: how long what sessions say takes.

It speaks the sessions of the first seeds in the default voice, at every level, in their passages, and writes
the mean length of each sentence to ``routines/lengths.LANGUAGE.txt``: its ``wording_id``, then milliseconds.
Twenty seeds take some five minutes of processor time.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Mapping
from statistics import mean

from bench.plan_rules import LEVELS, ROUTINES
from voice_coach.audio.cues import CueSheet
from voice_coach.audio.sample_time import SAMPLE_RATE
from voice_coach.content import content_folder
from voice_coach.playing.sounds import SOUND_GRID_FRAMES, Sounds
from voice_coach.routine.library import Readings
from voice_coach.routine.loader import load_plan
from voice_coach.routine.variants import wording_id
from voice_coach.session.ahead import actions_ahead
from voice_coach.speaking.choose import open_voice
from voice_coach.speaking.maker import PromptMaker


class Noting(Sounds):
    """Sounds that note how long each sentence was."""

    def __init__(self, cues: CueSheet, prompts: PromptMaker) -> None:
        super().__init__(cues, prompts)
        self.seconds: dict[str, list[float]] = defaultdict(list)

    def speech_frames(self, text: str, pace: int, passage: tuple[str, ...] = ()) -> int:
        frames = super().speech_frames(text, pace, passage)
        self.seconds[text].append(frames / SAMPLE_RATE)
        return frames


def measured(language: str, seeds: int) -> Mapping[str, float]:
    """Seconds by sentence, the mean over where it's said."""
    readings = Readings()
    with PromptMaker(open_voice("auto", language)) as prompts:
        sounds = Noting(CueSheet.load(), prompts)
        for seed in range(seeds):
            for routine in ROUTINES:
                for level in LEVELS:
                    plan = load_plan(routine, language=language, level=level, seed=seed, readings=readings)
                    actions_ahead(plan, sounds, SAMPLE_RATE, SOUND_GRID_FRAMES)
    return {text: mean(seconds) for text, seconds in sounds.seconds.items()}


def write(language: str, seconds: Mapping[str, float]) -> None:
    """A row a sentence, in order, so that a change shows as one."""
    rows = sorted(f"{wording_id(text)}{round(1000 * length)}" for text, length in seconds.items())
    path = content_folder("routines") / f"lengths.{language}.txt"
    path.write_text("\n".join(rows) + "\n", encoding="ascii")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("languages", nargs="*", default=["en", "es"])
    given = parser.parse_args()
    for language in given.languages:
        write(language, measured(language, given.seeds))


if __name__ == "__main__":
    main()
