"""``python -m bench.long_listening``: the memory of a session of nearly three hours with a microphone.

The microphone hears talk played backwards, in which there's no command, from `negatives` beside
VOICE_COACH_VOICES; without that, bursts of noise. The session runs into a file, as fast as it can. What's
resident is looked at ten times a second and placed by the journal's last line. Linux only.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time
from pathlib import Path
from statistics import median

import numpy as np
import soundfile

from bench.figures import Figure, report
from bench.hearing_material import VOICES
from bench.processes import VOICE_COACH
from bench.workplace import workplace
from voice_coach.listening.audio_file import read_audio

AREAS, RATE_HZ, PAUSE_SECONDS = 80, 16_000, 4.0
SETTLED_SECONDS = 900.0
"""By then every kind of clip has been made once."""
_LOOK_SECONDS = 0.1
_TAIL_BYTES = 20_000


def microphone(path: Path, seconds: float) -> None:
    """A recording of so many seconds, with a pause after each clip."""
    chance = np.random.default_rng(3)
    clips = sorted((VOICES.parent / "negatives" / "audio").glob("*.opus"))
    pause = chance.normal(0.0, 4.0, round(PAUSE_SECONDS * RATE_HZ)).astype(np.int16)
    with soundfile.SoundFile(path, "w", RATE_HZ, 1, "PCM_16") as file:
        while file.tell() < seconds * RATE_HZ:
            burst = chance.normal(0.0, 900.0, RATE_HZ).astype(np.int16)
            file.write(read_audio(clips[int(chance.integers(len(clips)))])[::-1] if clips else burst)
            file.write(pause)


def resident_mb(process: int) -> float:
    pages = int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def session_seconds(journal: Path) -> float:
    """The time of its last whole line; 0 if there's none yet."""
    if not journal.exists():
        return 0.0
    with journal.open("rb") as file:
        file.seek(max(0, journal.stat().st_size - _TAIL_BYTES))
        lines = file.read().split(b"\n")
    return float(json.loads(lines[-2])["t"]) if len(lines) > 2 else 0.0


def looks(folder: Path, settings: dict[str, str], routine: Path) -> list[tuple[float, float]]:
    """Seconds of the session, and megabytes."""
    journal, found = folder / "j.jsonl", list[tuple[float, float]]()
    command = [VOICE_COACH, "start", str(routine), "--recognizer", "acoustic", "--journal", str(journal)]
    ends = ["--mic", str(folder / "mic.wav"), "--speaker", str(folder / "o.wav")]
    with subprocess.Popen(
        [*command, *ends], env={**os.environ, **settings}, stdout=subprocess.DEVNULL
    ) as child:
        while child.poll() is None:
            time.sleep(_LOOK_SECONDS)
            if (at := session_seconds(journal)) and child.poll() is None:
                found.append((at, resident_mb(child.pid)))
    if child.returncode:
        raise SystemExit(f"the session ended with {child.returncode}")
    return found


def measure() -> list[Figure]:
    with tempfile.TemporaryDirectory() as name, workplace() as place:
        folder = Path(name)
        microphone(folder / "mic.wav", 3 * 3600)
        found = looks(folder, dict(place.settings), place.routine(AREAS))
    end = found[-1][0]
    early = median(mb for at, mb in found if SETTLED_SECONDS <= at < 2 * SETTLED_SECONDS)
    late = median(mb for at, mb in found if at >= end - SETTLED_SECONDS)
    details = {"hours": end / 3600, "early_mb": early, "late_mb": late, "peak_mb": max(mb for _, mb in found)}
    return [
        Figure(
            "memory with a microphone, the end against the first half hour",
            late - early,
            "MB",
            5,
            details=details,
        ),
        Figure("hours of that session", end / 3600, "h", 2.5, at_least=True),
    ]


if __name__ == "__main__":
    report("long_listening", measure())
