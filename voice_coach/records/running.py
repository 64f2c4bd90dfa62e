"""A live session's record while it runs, so that a killed one isn't lost: a small file, replaced as a whole.

The process that runs the session holds a lock on a file beside it. A record that a later run finds unlocked
is of a session that was cut off.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import threading
from collections.abc import Callable, Generator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import IO

from voice_coach.audio.partial_file import private_file
from voice_coach.errors import OutputError
from voice_coach.records.history import History
from voice_coach.records.session_lines import read_session

_SUFFIX = ".running.json"
_LOCK, _PART = ".lock", ".part"
EVERY_SECONDS = 1.0


class RunningRecord:
    """Writes ``record()`` to a file in ``folder`` about once a second, in its own thread, until ``close``.

    Nothing here raises: ``problem`` says why the record couldn't be written.
    """

    def __init__(self, folder: Path, record: Callable[[], Mapping[str, object]]) -> None:
        self._path = folder / f"{os.getpid()}{_SUFFIX}"
        self._record = record
        self._closing = threading.Event()
        self._writing = threading.Lock()
        self._lock: IO[bytes] | None = None
        self.problem = ""
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._lock = _locked(self._path.with_suffix(_LOCK))
        except OSError as error:
            self.problem = str(error)
        self._thread = threading.Thread(target=self._run, name="running-record", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """The session is over and in the history: forget the record."""
        self._closing.set()
        self._thread.join(2.0)
        with contextlib.suppress(OSError):
            self._path.unlink(missing_ok=True)
        if self._lock is not None:
            self._lock.close()
            with contextlib.suppress(OSError):
                self._path.with_suffix(_LOCK).unlink(missing_ok=True)

    def keep(self) -> None:
        """Write the record now."""
        try:
            with self._writing:
                _write_private(self._path, json.dumps(self._record(), ensure_ascii=False).encode())
            self.problem = ""
        except (OSError, RuntimeError) as error:
            self.problem = str(error)  # Tried again a second later: a full disk may get room.

    def _run(self) -> None:
        self.keep()
        while not self._closing.wait(EVERY_SECONDS):
            self.keep()


def cut_off(folder: Path) -> Generator[dict[str, object], None, None]:
    """The records of sessions whose process is gone, oldest first; removed once the next is asked for.

    A record that is damaged is passed over and removed.
    """
    if not folder.is_dir():
        return
    found = {path.with_suffix(".json") for path in folder.iterdir() if ".running." in path.name}
    for path in sorted(found, key=lambda path: path.stat().st_mtime_ns if path.exists() else 0):
        lock_path = path.with_suffix(_LOCK)
        try:
            lock = _locked(lock_path)
        except OSError:
            continue  # Its session is running.
        with lock:
            try:
                data = json.loads(path.read_text(encoding="utf-8"))
            except (OSError, ValueError, RecursionError):
                data = None
            if isinstance(data, dict):
                yield data
        for gone in (path, path.with_suffix(_PART), lock_path):
            with contextlib.suppress(OSError):
                gone.unlink(missing_ok=True)


def take_in_cut_off(history: History, folder: Path) -> None:
    """Add the sessions that were killed to ``history``, from their records in ``folder``.

    If the history can't be written, they wait there for the next time.
    """
    with contextlib.suppress(OutputError), contextlib.closing(cut_off(folder)) as records:
        for data in records:
            session = read_session(json.dumps(data))
            if session is not None and session.routine:
                history.add(replace(session, completed=False, cut_off=True))


def _write_private(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path``, whole or not at all; on disk when this returns, and for its owner alone.

    One writer at a time. Raises OSError.
    """
    temporary = path.with_suffix(_PART)
    try:
        with private_file(temporary) as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise


def _locked(path: Path) -> IO[bytes]:
    """``path``, open and locked until it is closed. Raises OSError if another process holds it."""
    file = path.open("ab")
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise
    return file
