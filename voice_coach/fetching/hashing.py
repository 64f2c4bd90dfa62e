"""The SHA-256 of a file, with progress."""

from __future__ import annotations

import hashlib
from pathlib import Path

from voice_coach.fetching.progress import FetchProgress, Report

_CHUNK_BYTES = 1 << 20


def sha256_of(path: Path, report: Report | None = None) -> str:
    """As lower-case hex; reports the phase ``checking``."""
    total = path.stat().st_size
    digest, done = hashlib.sha256(), 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            digest.update(chunk)
            done += len(chunk)
            if report is not None:
                report(FetchProgress("checking", done, total))
    return digest.hexdigest()
