"""A file that appears whole or not at all: written beside, then renamed."""

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
    errno.ENOENT: "The folder doesn't exist: create it first or choose another place.",
    errno.ENOTDIR: "A part of this path isn't a folder: choose another place.",
    errno.ENAMETOOLONG: "The name is too long: choose a shorter one.",
}


_BINARY = getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)

Finishing = Callable[[Path], None]
"""Adds to a complete file, at the given path, before it's named."""


def cannot_write(path: Path, error: OSError) -> OutputError:
    """``error`` as a message for the user."""
    reason = error.strerror or str(error)
    return OutputError(
        f"{path} couldn't be written: {reason}.", hint=_HINTS.get(error.errno or 0, "Choose another place.")
    )


def beside(path: Path, what: str) -> Path:
    """Another version of the unfinished ``path``; keeps the ending that a clean-up knows."""
    return path.with_name(f"{path.name.removesuffix(SUFFIX)}.{what}{SUFFIX}")


def private_file(path: Path, *, append: bool = False) -> BinaryIO:
    """Overwrite or ``append``, readable by its owner only. Raises OSError."""
    how = os.O_APPEND if append else os.O_TRUNC
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | how | _BINARY, 0o600)
    with contextlib.suppress(OSError, AttributeError):
        if stat.S_ISREG(os.fstat(handle).st_mode):
            os.fchmod(handle, 0o600)  # it may have existed, readable by everyone
    return os.fdopen(handle, "ab" if append else "wb")


class PartialFile:
    """Takes its name on ``keep``, vanishes on ``discard``. Follows links; removes what a killed process left
    here.
    """

    def __init__(self, path: Path, *, private: bool = False) -> None:
        """``private``: readable by its owner only, as is a folder made for it.

        Raises OutputError.
        """
        self._path = path
        self._lock = -1
        try:
            self._target = path.resolve() if path.is_symlink() else path
            if self._target.exists() and not self._target.is_file():
                # Renaming over a folder or a device would replace it.
                raise OutputError(f"{path} isn't a regular file.", hint="Choose another name.")
            clear(self._target)
            self._partial = unfinished(self._target)
            try:
                self.file: BinaryIO = _created(self._partial, private=private)
                self._lock = os.dup(self.file.fileno())
            except BaseException:  # a signal too
                self._partial.unlink(missing_ok=True)
                raise
        except (OSError, RuntimeError) as error:  # RuntimeError: a link that leads to itself
            raise cannot_write(path, _as_os_error(error)) from error

    def keep(self, finishing: Finishing | None = None) -> int:
        """Let ``finishing`` add to it, then name it. Returns its bytes.

        Raises OutputError, and nothing stays.
        """
        try:
            self.file.close()
            if finishing is not None:
                finishing(self._partial)
            size = self._partial.stat().st_size
            if os.name == "nt":
                self._release()  # open files can't be renamed there
            self._partial.replace(self._target)
        except OSError as error:
            self.discard()
            raise cannot_write(self._path, error) from error
        except BaseException:
            self.discard()
            raise
        self._release()
        return size

    def __del__(self) -> None:
        """Remove it if a signal came before its owner could keep or discard it."""
        if self._lock >= 0:
            self.discard()

    def discard(self) -> None:
        """Close and remove it. May be repeated."""
        with contextlib.suppress(OSError):
            self.file.close()
        with contextlib.suppress(OSError):
            if os.name == "nt":
                self._release()  # open files can't be removed there
            self._partial.unlink(missing_ok=True)
        self._release()

    def _release(self) -> None:
        """Release the lock, which outlives ``file`` until it's named."""
        lock, self._lock = self._lock, -1
        if lock >= 0:
            os.close(lock)


def _created(path: Path, *, private: bool) -> BinaryIO:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o600 if private else 0o666)
    hold(handle)
    return os.fdopen(handle, "wb")


def _as_os_error(error: Exception) -> OSError:
    return error if isinstance(error, OSError) else OSError(errno.ELOOP, os.strerror(errno.ELOOP))
