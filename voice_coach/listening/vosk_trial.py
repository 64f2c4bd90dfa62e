"""Tries a model in its own process, since some damage makes libvosk end it.

Of forty models with a few bytes changed libvosk refused most and crashed on three.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np

from voice_coach.errors import VoiceCoachError
from voice_coach.listening.recogniser import HEARING_RATE
from voice_coach.listening.vosk_library import open_model

_TIMEOUT_SECONDS = 120.0
_TOLD = 3
"""Exit code for our own error, its sentence on standard output."""


def try_model(folder: Path, timeout_seconds: float = _TIMEOUT_SECONDS) -> str | None:
    """Loads it and hears a second of silence, in another process. None, or half a sentence on
    what's wrong.
    """
    command = [sys.executable, "-m", "voice_coach.listening.vosk_trial", str(folder)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=timeout_seconds, check=False)
    except subprocess.TimeoutExpired:
        return f"loading it takes more than {timeout_seconds:.0f} seconds"
    if done.returncode == 0:
        return None
    if done.returncode == _TOLD:
        return done.stdout.decode("utf-8", "replace").strip()
    return f"libvosk crashes on it (exit code {done.returncode})"


def _main(folder: Path) -> int:
    try:
        model = open_model(folder)
        decoder = model.decoder(("[unk]",) if model.runtime_grammar and model.knows("[unk]") else ())
        decoder.accept(np.zeros(HEARING_RATE, np.int16))
        decoder.finish()
    except VoiceCoachError as error:
        sys.stdout.write(error.message)
        return _TOLD
    return 0


if __name__ == "__main__":
    sys.exit(_main(Path(sys.argv[1])))
