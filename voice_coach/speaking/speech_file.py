"""Runs another program within a time limit and reads its speech."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

from voice_coach.audio.clip import Samples
from voice_coach.audio.foreign.mixing import mixed
from voice_coach.audio.foreign.unreadable import Unreadable
from voice_coach.audio.foreign.whole import read_whole
from voice_coach.errors import MissingPartError
from voice_coach.speaking.voice import resampled

_LONGEST_SECONDS = 600.0
"""Of one sentence: more is broken."""


def run_engine(
    command: Sequence[str],
    name: str,
    *,
    limit_seconds: float,
    stdin: bytes = b"",
    ok_statuses: Sequence[int] = (0,),
) -> bytes:
    """Returns its output; no shell. Raises MissingPartError: it doesn't start, fails, or exceeds
    ``limit_seconds``.
    """
    try:
        done = subprocess.run(command, input=stdin, capture_output=True, timeout=limit_seconds, check=False)
    except subprocess.TimeoutExpired as error:
        raise MissingPartError(
            f"The voice {name} didn't answer within {limit_seconds:.0f} seconds.",
            hint="Choose another with --voice; `voice-coach voices` lists them.",
            code="voice-failed",
        ) from error
    except OSError as error:
        raise MissingPartError(
            f"The voice {name} doesn't start: {error.strerror or error}.", code="voice-missing"
        ) from error
    if done.returncode not in ok_statuses:
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
        why = lines[-1][:200] if lines else f"exit status {done.returncode}"
        raise MissingPartError(f"The voice {name} failed: {why.rstrip('.')}.", code="voice-failed")
    return done.stdout


def read_speech(path: Path, name: str) -> Samples:
    """Mono float32 at ``SAMPLE_RATE``. Raises MissingPartError."""
    try:
        whole = read_whole(path, _LONGEST_SECONDS)
    except Unreadable as error:
        raise MissingPartError(
            f"The voice {name} wrote no readable audio: the file {error.why}.", code="voice-failed"
        ) from error
    return resampled(mixed(whole.channels), whole.rate_hz)
