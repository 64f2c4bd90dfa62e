"""Reads a small file from elsewhere."""

from __future__ import annotations

import stat
from pathlib import Path


def read_limited(path: Path, most_bytes: int) -> bytes:
    """Of a regular file; devices never end. Raises OSError, or ValueError with half a sentence."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise ValueError("isn't a regular file")
    with path.open("rb") as file:
        data = file.read(most_bytes + 1)
    if len(data) > most_bytes:
        raise ValueError(f"is larger than {most_bytes} bytes")
    return data
