"""Unfinished files and folders: named beside their place, cleared up after a kill.

A writer holds a lock, which ends with the process. The next writer to the same place removes what no one
holds.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

SUFFIX = ".part"
_LONGEST_BYTES = 180
"""Of the finished name; additions must fit into 255 bytes."""
_LEFTOVER = re.compile(r"\.(.+)\.([0-9a-f]{8})(\.[a-z]+)?\.part", re.DOTALL)
_FOLDER_PREFIX = "voice-coach-"


def unfinished(path: Path) -> Path:
    """A fresh name beside ``path``."""
    return path.with_name(f".{_kept(path.name)}.{secrets.token_hex(4)}{SUFFIX}")


def clear(path: Path) -> None:
    """Remove killed processes' leftovers for ``path``."""
    clear_all(path.parent, [path.name])


def clear_all(folder: Path, names: Iterable[str]) -> None:
    """The same for ``names`` in ``folder``."""
    wanted = {_kept(name) for name in names}
    with contextlib.suppress(OSError):
        names_there = (path.name for path in folder.iterdir())
        found = [match for name in names_there if (match := _LEFTOVER.fullmatch(name))]
        held: set[str] = set()
        # What's held comes first; files beside it with the same number belong to it.
        for match in sorted(found, key=lambda match: len(match[0])):
            if match[1] in wanted and match[2] not in held and not remove_unheld(folder / match[0]):
                held.add(match[2])


def remove_unheld(path: Path) -> bool:
    """Remove ``path`` unless a process holds it. Is it gone?"""
    if os.name == "nt":
        with contextlib.suppress(OSError):  # an open one can't be removed there
            _remove(path)
        return not path.exists()
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        return True
    except OSError:
        return False
    try:
        if not hold(handle):
            return False
        _remove(path)
    except OSError:
        return False
    finally:
        os.close(handle)
    return True


def hold(handle: int) -> bool:
    """Lock the open ``handle`` until it's closed; False if another process has it.

    True if the system has no locks.
    """
    try:
        import fcntl
    except ImportError:
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True


@contextmanager
def workshop(target: Path) -> Iterator[Path]:
    """A folder beside ``target`` to build it in, removed at the end.

    Raises OSError.
    """
    clear(target)
    folder = unfinished(target)
    release = _nothing_held
    try:
        folder.mkdir(mode=0o700)
        release = _held_folder(folder)
        yield folder
    finally:
        try:
            release()
            shutil.rmtree(folder, ignore_errors=True)
        finally:
            shutil.rmtree(folder, ignore_errors=True)  # a signal may have cut the first one short


@contextmanager
def temporary_folder(prefix: str = _FOLDER_PREFIX) -> Iterator[Path]:
    """A temporary folder. Raises OSError."""
    folder, forget = open_temporary_folder(prefix)
    try:
        yield folder
    finally:
        try:
            forget()
        finally:
            forget()  # a signal may have cut the first one short


def open_temporary_folder(prefix: str = _FOLDER_PREFIX) -> tuple[Path, Callable[[], None]]:
    """The same, and a function to remove it. Clears killed processes' too. Raises OSError."""
    place = Path(tempfile.gettempdir())
    with contextlib.suppress(OSError):
        for path in list(place.iterdir()):
            if re.fullmatch(rf"{re.escape(prefix)}[0-9a-f]{{8}}", path.name):
                remove_unheld(path)
    folder = place / f"{prefix}{secrets.token_hex(4)}"
    release = _nothing_held

    def forget() -> None:
        release()
        shutil.rmtree(folder, ignore_errors=True)

    try:
        folder.mkdir(mode=0o700)
        release = _held_folder(folder)
    except BaseException:
        forget()
        raise
    return folder, forget


def _nothing_held() -> None:
    pass


def _held_folder(folder: Path) -> Callable[[], None]:
    if os.name == "nt":
        return _nothing_held
    handles = [os.open(folder, os.O_RDONLY)]
    hold(handles[0])

    def release() -> None:
        while handles:
            os.close(handles.pop())

    return release


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()


def _kept(name: str) -> str:
    """As much of ``name`` as fits."""
    return os.fsdecode(os.fsencode(name)[:_LONGEST_BYTES])
