"""Voices for the tests: recorded people where they are available, synthetic ones where the programs are."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from voice_coach.listening.audio_file import read_audio
from voice_coach.listening.recogniser import Speech

_ROOT = Path(__file__).resolve().parents[2]


def real_voices() -> Path:
    """The folder of recorded people; skips the test where there is none."""
    folder = Path(os.environ.get("VOICE_COACH_VOICES", _ROOT.parent / "shared" / "voices"))
    if not (folder / "commands").is_dir():
        pytest.skip(f"no recorded voices in {folder}")
    return folder


def flite(text: str, folder: Path, voice: str = "slt") -> Path:
    """A WAV file of ``text`` said by flite; skips the test where the program is missing."""
    program = shutil.which("flite")
    if program is None:
        pytest.skip("the flite program isn't installed")
    path = folder / f"{voice}-{text.replace(' ', '-')}.wav"
    subprocess.run([program, "-voice", voice, "-t", text, "-o", str(path)], check=True, timeout=30)
    return path


def said(text: str, folder: Path, voice: str = "slt") -> Speech:
    """The sound of ``text`` said by flite, at the hearing rate."""
    return read_audio(flite(text, folder, voice))
