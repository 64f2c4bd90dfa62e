"""A file that appears whole or not at all: written beside its place, renamed when it is complete."""

from __future__ import annotations

import contextlib
import errno
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from voice_coach.errors import OutputError

_HINTS = {
    errno.ENOSPC: "The disk is full: free some space or choose another place.",
    errno.EDQUOT: "Your disk quota is used up: free some space or choose another place.",
    errno.EFBIG: "The file would exceed the size that is allowed here: choose another place.",
    errno.EACCES: "There is no permission to write here: choose another place.",
    errno.EPERM: "There is no permission to write here: choose another place.",
    errno.EROFS: "This disk is read-only: choose another place.",
    errno.ENOENT: "The folder does not exist: create it first or choose another place.",
    errno.ENOTDIR: "A part of this path is not a folder: choose another place.",
    errno.ENAMETOOLONG: "The name is too long: choose a shorter one.",
}


_SUFFIX = ".part"

Finishing = Callable[[Path], None]
"""Adds to a file that is complete but for its name; the path is where it lies meanwhile."""


def cannot_write(path: Path, error: OSError) -> OutputError:
    """The user's version of ``error``, which came while ``path`` was written."""
    reason = error.strerror or str(error)
    return OutputError(
        f"{path} could not be written: {reason}.", hint=_HINTS.get(error.errno or 0, "Choose another place.")
    )


def beside(path: Path, what: str) -> Path:
    """A name for another version of the unfinished file at ``path``. It ends as those do, so that whoever
    clears up after a kill knows it."""
    return path.with_name(f"{path.name.removesuffix(_SUFFIX)}.{what}{_SUFFIX}")


class PartialFile:
    """An open binary file that takes its name on ``keep`` and vanishes on ``discard``."""

    def __init__(self, path: Path) -> None:
        """Open. Raises OutputError where ``path`` cannot be written or names something that is not a file."""
        self._path = path
        try:
            if path.exists() and not path.is_file():  # renaming over a folder or a device would replace it
                raise OutputError(f"{path} is not an ordinary file.", hint="Choose another name.")
            self._partial = path.with_name(f".{path.name[:200]}.{secrets.token_hex(4)}{_SUFFIX}")
            self.file: BinaryIO = self._partial.open("xb")
        except OSError as error:
            raise cannot_write(path, error) from error

    def keep(self, finishing: Finishing | None = None) -> int:
        """Close, let ``finishing`` add to it, and give it its name. Returns its size in bytes.

        Raises OutputError where that fails; nothing stays then, nor where ``finishing`` raises.
        """
        try:
            self.file.close()
            if finishing is not None:
                finishing(self._partial)
            size = self._partial.stat().st_size
            self._partial.replace(self._path)
        except OSError as error:
            self.discard()
            raise cannot_write(self._path, error) from error
        except BaseException:
            self.discard()
            raise
        return size

    def discard(self) -> None:
        """Close and remove; harmless when repeated."""
        with contextlib.suppress(OSError):
            self.file.close()
        with contextlib.suppress(OSError):
            self._partial.unlink(missing_ok=True)
