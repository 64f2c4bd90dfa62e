"""Speech that came out of another program: running it within a time limit and reading the file it wrote."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from voice_coach.audio.clip import Samples
from voice_coach.errors import MissingPartError
from voice_coach.speaking.voice import resampled


def run_engine(
    command: Sequence[str],
    name: str,
    *,
    limit_seconds: float,
    stdin: bytes = b"",
    ok_statuses: Sequence[int] = (0,),
) -> bytes:
    """Runs ``command`` (no shell) and returns what it printed; nothing reaches our own terminal.

    Raises:
        MissingPartError: it does not start, fails, or is killed after ``limit_seconds``.
    """
    try:
        done = subprocess.run(command, input=stdin, capture_output=True, timeout=limit_seconds, check=False)
    except subprocess.TimeoutExpired as error:
        raise MissingPartError(
            f"The voice {name} did not answer within {limit_seconds:.0f} seconds.",
            hint="Choose another with --voice; `voice-coach voices` lists them.",
            code="voice-failed",
        ) from error
    except OSError as error:
        raise MissingPartError(
            f"The voice {name} does not start: {error.strerror or error}.", code="voice-missing"
        ) from error
    if done.returncode not in ok_statuses:
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
        why = lines[-1][:200] if lines else f"exit status {done.returncode}"
        raise MissingPartError(f"The voice {name} failed: {why.rstrip('.')}.", code="voice-failed")
    return done.stdout


def read_speech(path: Path, name: str) -> Samples:
    """The file ``path`` (WAV, AIFF: whatever libsndfile knows) as mono float32 at ``SAMPLE_RATE``.

    Raises:
        MissingPartError: the voice ``name`` wrote no file, or one that is not audio.
    """
    import soundfile

    try:
        frames, rate_hz = soundfile.read(path, dtype="float32", always_2d=True)
    except (soundfile.LibsndfileError, OSError) as error:
        raise MissingPartError(f"The voice {name} wrote no readable audio.", code="voice-failed") from error
    mono = np.ascontiguousarray(frames.mean(axis=1, dtype=np.float32))
    if not np.isfinite(mono).all():
        raise MissingPartError(f"The voice {name} wrote damaged audio.", code="voice-failed")
    return resampled(mono, int(rate_hz))
