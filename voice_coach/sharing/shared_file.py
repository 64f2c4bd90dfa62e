"""Opens a file that is shared, and nothing else that may have taken its place since it was named."""

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
"""What can be shared, by the end of its name. What a file really is decides what a phone is told."""

# O_NONBLOCK: a pipe without a writer would hold the handler forever.
_FLAGS = sum(getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"))


def open_shared(path: Path) -> BinaryIO:
    """Open ``path``, which must still be a plain file reached without any symbolic link.

    Raises OSError where it has gone, or where a link, a pipe or a folder has taken its place or that of a
    folder above it.
    """
    if path.resolve(strict=True) != path:
        raise FileNotFoundError(f"{path} is now a link")
    descriptor = os.open(path, os.O_RDONLY | _FLAGS)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise FileNotFoundError(f"{path} isn't a plain file")
        return os.fdopen(descriptor, "rb", buffering=0)  # it is read in large pieces
    except BaseException:
        os.close(descriptor)
        raise
