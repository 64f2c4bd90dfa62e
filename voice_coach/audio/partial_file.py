"""A file that appears whole or not at all: written beside its place, renamed when it is complete."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from voice_coach.errors import OutputError
from voice_coach.files.unfinished import SUFFIX, clear, hold, unfinished

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


_BINARY = getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)

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
    return path.with_name(f"{path.name.removesuffix(SUFFIX)}.{what}{SUFFIX}")


def private_file(path: Path, *, append: bool = False) -> BinaryIO:
    """``path`` opened to be written anew, or added to; nobody else may read it from now on.

    Raises OSError.
    """
    how = os.O_APPEND if append else os.O_TRUNC
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | how | _BINARY, 0o600)
    with contextlib.suppress(OSError, AttributeError):
        if stat.S_ISREG(os.fstat(handle).st_mode):
            os.fchmod(handle, 0o600)  # it may have been there before, for everybody to read
    return os.fdopen(handle, "ab" if append else "wb")


class PartialFile:
    """An open binary file that takes its name on ``keep`` and vanishes on ``discard``.

    If ``path`` is a link, what it leads to is replaced. What an earlier process left here when it was killed
    is removed.
    """

    def __init__(self, path: Path, *, private: bool = False) -> None:
        """Open; ``private``: nobody else may read it, nor list a folder that is made for it.

        Raises OutputError where ``path`` cannot be written or names something that is not a file.
        """
        self._path = path
        try:
            self._target = path.resolve() if path.is_symlink() else path
            if self._target.exists() and not self._target.is_file():
                # Renaming over a folder or a device would replace it.
                raise OutputError(f"{path} is not an ordinary file.", hint="Choose another name.")
            clear(self._target)
            self._partial = unfinished(self._target)
            self.file: BinaryIO = _created(self._partial, private=private)
        except (OSError, RuntimeError) as error:  # RuntimeError: a link that leads to itself
            raise cannot_write(path, _as_os_error(error)) from error
        self._lock = os.dup(self.file.fileno())

    def keep(self, finishing: Finishing | None = None) -> int:
        """Close, let ``finishing`` add to it, and give it its name. Returns its size in bytes.

        Raises OutputError where that fails; nothing stays then, nor where ``finishing`` raises.
        """
        try:
            self.file.close()
            if finishing is not None:
                finishing(self._partial)
            size = self._partial.stat().st_size
            if os.name == "nt":
                self._release()  # nothing that is open can be renamed there
            self._partial.replace(self._target)
        except OSError as error:
            self.discard()
            raise cannot_write(self._path, error) from error
        except BaseException:
            self.discard()
            raise
        self._release()
        return size

    def discard(self) -> None:
        """Close and remove; harmless when repeated."""
        with contextlib.suppress(OSError):
            self.file.close()
        self._release()
        with contextlib.suppress(OSError):
            self._partial.unlink(missing_ok=True)

    def _release(self) -> None:
        """Let go of the lock, which outlives ``file`` until the name is there."""
        lock, self._lock = self._lock, -1
        if lock >= 0:
            os.close(lock)


def _created(path: Path, *, private: bool) -> BinaryIO:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o600 if private else 0o666)
    hold(handle)
    return os.fdopen(handle, "wb")


def _as_os_error(error: Exception) -> OSError:
    return error if isinstance(error, OSError) else OSError(errno.ELOOP, os.strerror(errno.ELOOP))
