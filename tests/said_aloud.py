"""Commands spoken by a synthetic voice that is not the coach's, for tests that need somebody to speak."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from voice_coach.listening.audio_file import read_audio
from voice_coach.listening.recogniser import HEARING_RATE, Speech

needs_flite = pytest.mark.skipif(shutil.which("flite") is None, reason="the flite program isn't installed")


@cache
def said(text: str, voice: str = "slt") -> Speech:
    """``text`` by a flite voice, 16 kHz."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "said.wav"
        subprocess.run(["flite", "-voice", voice, "-t", text, "-o", str(path)], check=True)
        return read_audio(path)


def microphone(*spoken: tuple[float, str], seconds: float, noise: float = 3.0) -> Speech:
    """A recording of ``seconds`` in which each text is said from its second on, over a little room noise."""
    rng = np.random.default_rng(7)
    sound = rng.standard_normal(round(seconds * HEARING_RATE)) * noise
    for start_seconds, text in spoken:
        clip = said(text)
        start = round(start_seconds * HEARING_RATE)
        sound[start : start + len(clip)] += clip * 0.5
    return np.clip(np.round(sound), -32768, 32767).astype(np.int16)
