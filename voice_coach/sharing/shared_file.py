"""Opens a shared file, and nothing that took its place."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import BinaryIO

MEDIA_TYPES = {
    ".mp3": "audio/mpeg",
    ".m4a": "audio/mp4",
    ".m4b": "audio/mp4",
    ".opus": "audio/ogg",
    ".ogg": "audio/ogg",
    ".flac": "audio/flac",
    ".wav": "audio/wav",
    ".aac": "audio/aac",
    ".oga": "audio/ogg",
    ".webm": "audio/webm",
    ".caf": "audio/x-caf",
    ".aif": "audio/aiff",
    ".aiff": "audio/aiff",
    ".gsm": "audio/gsm",
}
"""What can be shared, by ending. The content decides what a phone is told."""

# O_NONBLOCK: a pipe without a writer would hold the handler forever.
_FLAGS = sum(getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"))


def open_shared(path: Path) -> BinaryIO:
    """Open ``path``, a plain file reached without links.

    Raises OSError if it's gone or replaced, as may be a folder above it.
    """
    if path.resolve(strict=True) != path:
        raise FileNotFoundError(f"{path} is now a link")
    descriptor = os.open(path, os.O_RDONLY | _FLAGS)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise FileNotFoundError(f"{path} isn't a plain file")
        return os.fdopen(descriptor, "rb", buffering=0)  # it's read in large pieces
    except BaseException:
        os.close(descriptor)
        raise
