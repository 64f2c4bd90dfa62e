"""A studio for tests: takes spoken by espeak, with the silence, the noise and the accidents of real ones."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import soundfile

from voice_coach.audio.clip import Samples
from voice_coach.audio.sample_time import SAMPLE_RATE, to_frames
from voice_coach.speaking.espeak import EspeakVoice
from voice_coach.speaking.recorded.script_file import ScriptLine, script_csv, script_line

TEXTS = (
    "Now your calves.",
    "Half way.",
    "Rest there.",
    "Let your jaw relax.",
    "Aim for five out of ten.",
    "One slow stroke for each tone.",
    "Feel for the tightest spot.",
    "Drop your shoulders away from your ears.",
    "The clock is off. Rest a while.",
    "How tight was that, one to ten?",
)


def lines(texts: tuple[str, ...] = TEXTS, language: str = "en") -> tuple[ScriptLine, ...]:
    """The lines of a script; their seconds are left to the builder's own estimate."""
    return tuple(script_line(text, language, "somewhere", 0.0) for text in texts)


def write_script(folder: Path, of: tuple[ScriptLine, ...]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "script.csv"
    path.write_bytes(script_csv(of))
    return path


def spoken(text: str, *, level: float = 0.5, noise_db: float = -66.0, voice: str = "en-gb") -> Samples:
    """A take as it comes from a good microphone: half a second of room before and after, a little noise."""
    speech = EspeakVoice(voice).synthesise(text, words_per_minute=140).samples
    take = np.zeros(speech.size + 2 * to_frames(0.5), np.float32)
    take[to_frames(0.5) : to_frames(0.5) + speech.size] = speech * (level / float(np.abs(speech).max()))
    rng = np.random.default_rng(len(text))
    return take + rng.normal(0, 10 ** (noise_db / 20), take.size).astype(np.float32)


def record(
    folder: Path,
    line: ScriptLine,
    samples: Samples | None = None,
    *,
    name: str = "",
    rate_hz: int = SAMPLE_RATE,
) -> Path:
    """Save a take of ``line`` under ``name`` (usually the script's own); the ending chooses the format."""
    path = folder / (name or line.file)
    path.parent.mkdir(parents=True, exist_ok=True)
    taken = spoken(line.text) if samples is None else samples
    if rate_hz != SAMPLE_RATE:
        import soxr

        taken = soxr.resample(taken, SAMPLE_RATE, rate_hz)
    if path.suffix in {".m4a", ".opus", ".wma"}:
        wav = path.with_suffix(".temporary.wav")
        soundfile.write(wav, taken, rate_hz)
        subprocess.run(["ffmpeg", "-v", "error", "-y", "-i", wav, path], check=True)
        wav.unlink()
    else:
        soundfile.write(path, taken, rate_hz)
    return path
