"""A batch's folder: made if missing, one batch at a time, no leftovers."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from voice_coach.audio.partial_file import cannot_write
from voice_coach.batch.manifest import NAME
from voice_coach.errors import OutputError
from voice_coach.files.unfinished import clear_all


@contextmanager
def batch_folder(folder: Path) -> Iterator[None]:
    """Hold ``folder`` for this process. Raises ``OutputError`` (also ``folder-in-use``)."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(folder, error) from error
    with _locked(folder):
        yield


def remove_leftovers(folder: Path, names: Iterable[str]) -> None:
    """Remove killed processes' half-written ``names``."""
    clear_all(folder, {*names, NAME})


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """A lock that ends with the process. Windows locks no folder: two batches would do their work twice."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno in {errno.EWOULDBLOCK, errno.EACCES}:
                raise OutputError(
                    f"Another batch is writing into {folder}.",
                    hint="Wait for it, or choose another folder.",
                    code="folder-in-use",
                ) from error
            # Some network drives know no locks.
        yield
    finally:
        os.close(handle)
