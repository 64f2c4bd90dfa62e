"""``voice-coach --help`` against a bare click program, and ``start`` up to its first sound."""

from __future__ import annotations

import json
import sys
from statistics import median

from bench.figures import Figure, report
from bench.processes import PEERS, VOICE_COACH, in_turn, run
from bench.workplace import workplace

HELP_ROUNDS = 15
SOUND_ROUNDS = 5


def measure() -> list[Figure]:
    helped = in_turn(
        lambda: run([VOICE_COACH, "--help"], pinned=True),
        lambda: run([sys.executable, str(PEERS / "bare_click.py"), "--help"], pinned=True),
        HELP_ROUNDS,
    )
    with workplace() as place:
        seconds = []
        for turn in range(SOUND_ROUNDS):
            speaker = place.folder / "speaker.wav"
            first_sound = [sys.executable, "-m", "bench.first_sound", "warmup", "--speaker", str(speaker)]
            used = run(first_sound, settings=place.settings_with_cache(f"cache-{turn}"), pinned=True)
            seconds.append(json.loads(used.output.splitlines()[-1]))
    words = {"to_first_words_cpu_seconds": round(median(words for _, words in seconds), 3)}
    return [
        Figure(
            "voice-coach --help against a bare click program",
            helped.ratio,
            "x",
            1.6,
            details=helped.details(),
        ),
        Figure(
            "start to first sound, empty cache",
            median(sound for sound, _ in seconds),
            "s CPU",
            1.0,
            details=words,
        ),
    ]


if __name__ == "__main__":
    report("start_up", measure())
