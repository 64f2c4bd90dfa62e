"""Reading a small file that somebody else made."""

from __future__ import annotations

import stat
from pathlib import Path


def read_limited(path: Path, most_bytes: int) -> bytes:
    """The bytes of an ordinary file. A link to a device or a pipe would never end.

    Raises OSError where it cannot be read, ValueError with half a sentence where it is no file or too large.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise ValueError("is no ordinary file")
    with path.open("rb") as file:
        data = file.read(most_bytes + 1)
    if len(data) > most_bytes:
        raise ValueError(f"is larger than {most_bytes} bytes")
    return data
