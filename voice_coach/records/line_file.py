"""A file of lines that survives power cuts and full disks, for several processes."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Callable
from pathlib import Path

from voice_coach.audio.partial_file import PartialFile, private_file
from voice_coach.files.lock import locked

_BLOCK_BYTES = 1 << 16


class LineFile:
    """``path`` need not exist; owner-only."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def all(self) -> list[str]:
        """Non-blank lines. Raises OSError."""
        try:
            return _lines(self.path.read_bytes())
        except FileNotFoundError:
            return []

    def last(self, count: int) -> list[str]:
        """The last ``count``, reading no more of the file. Raises OSError."""
        try:
            return _lines(_end_of(self.path, count))[-count:]
        except FileNotFoundError:
            return []

    def add(self, line: str) -> None:
        """On disk when it returns; on failure the file is unchanged. Raises OSError."""
        with self._locked():
            new = not self.path.exists()
            _append(self.path, f"{line}\n".encode("utf-8", "replace"))
            if new:
                _sync_folder(self.path.parent)

    def rewrite(self, change: Callable[[list[str]], list[str]]) -> int:
        """Replace the lines; how many more there are.

        Raises OSError, OutputError.
        """
        with self._locked():
            before = self.all()
            after = change(before)
            if after != before:
                _replace(self.path, "".join(f"{line}\n" for line in after).encode("utf-8", "replace"))
            return len(after) - len(before)

    def remove(self) -> None:
        """With what's beside it. Raises OSError."""
        self.path.unlink(missing_ok=True)
        self._lock_path.unlink(missing_ok=True)

    @property
    def _lock_path(self) -> Path:
        return self.path.with_name(f".{self.path.name}.lock")

    def _locked(self) -> contextlib.AbstractContextManager[None]:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return locked(self._lock_path)


def _lines(data: bytes) -> list[str]:
    return [line for line in data.decode("utf-8", errors="replace").split("\n") if line.strip()]


def _end_of(path: Path, count: int) -> bytes:
    """At least the last ``count`` whole lines; the first may be torn."""
    with path.open("rb") as file:
        at = file.seek(0, os.SEEK_END)
        blocks: list[bytes] = []
        ends = 0
        while at > 0 and ends <= count:
            start = max(0, at - _BLOCK_BYTES)
            file.seek(start)
            blocks.append(file.read(at - start))
            ends += blocks[-1].count(b"\n")
            at = start
    return b"".join(reversed(blocks))


def _append(path: Path, line: bytes) -> None:
    """One write. A torn line before it is ended first."""
    with private_file(path, append=True) as file:
        handle = file.fileno()
        size = os.fstat(handle).st_size
        whole = (b"\n" if size and _last_byte(path) != b"\n" else b"") + line
        try:
            if os.write(handle, whole) != len(whole):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fsync(handle)
        except OSError:
            with contextlib.suppress(OSError):
                os.ftruncate(handle, size)
            raise


def _last_byte(path: Path) -> bytes:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1)


def _replace(path: Path, data: bytes) -> None:
    partial = PartialFile(path, private=True)
    try:
        partial.file.write(data)
        partial.file.flush()
        os.fsync(partial.file.fileno())
    except BaseException:
        partial.discard()
        raise
    partial.keep()
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Makes a name survive power cuts, if possible."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
