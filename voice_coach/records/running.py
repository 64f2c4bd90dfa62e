"""A live session's record while it runs, so that a killed one isn't lost: small files, replaced as a whole.

The process that runs the session holds a lock on a file beside them. A record that a later run finds unlocked
is of a session that was cut off (`cut_off.py`).

===========  ===========================================================================================
file         what is in it
===========  ===========================================================================================
``.json``    the session as it would get into the history
``.plan``    what its plan was made from; written once
``.lines``   journal lines that the history is made from; added to
``.at``      where it is, a few hundred bytes
===========  ===========================================================================================
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO

from voice_coach.audio.partial_file import private_file
from voice_coach.records.sealed import sealed

RECORD, PLAN, LINES, AT = ".json", ".plan", ".lines", ".at"
LOCK, PART = ".lock", ".part"
EVERY_SECONDS = 0.5
SLOW_SECONDS = 3.0
_NOT_KEPT = frozenset({"cue", "prompt", "speech", "phase_started", "reaction"})
"""Frequent, and not for the history."""
_TOLD_FULL = "This session can't be written down: {}. It plays on, but couldn't go on after a crash."
_TOLD_SLOW = "The disk is slow: after a crash this session would go on from a few seconds earlier."


Line = tuple[str, float, Mapping[str, object]]
"""Event, seconds from the start, fields."""
NO_LINES: tuple[Line, ...] = ()


class GoingOn:
    """What resumes a session: its plan's origin and state.

    A journal: the engine's thread writes, `RunningRecord`'s reads.
    """

    def __init__(
        self,
        plan: Mapping[str, object],
        state: Callable[[], Mapping[str, object] | None],
        earlier: tuple[Line, ...] = NO_LINES,
    ) -> None:
        """``state``: ``None`` when nothing is left to resume; ``earlier``: lines before the last cut."""
        self.plan = plan
        self.state = state
        self._lines: deque[Line] = deque(earlier)
        self.news = threading.Event()
        """Something besides time has happened."""

    def write(self, event: str, seconds: float, fields: Mapping[str, object]) -> None:
        if event not in _NOT_KEPT:
            self._lines.append((event, seconds, dict(fields)))
            self.news.set()

    def take_lines(self) -> bytes:
        """The lines since the last call."""
        taken = b""
        while self._lines:
            taken += json.dumps(self._lines.popleft(), ensure_ascii=False).encode("utf-8", "replace") + b"\n"
        return taken


class RunningRecord:
    """Writes ``record()`` and ``going_on`` to ``folder`` twice a second and after events, in its own thread,
    until ``close`` or ``leave``.

    Raises nothing: ``problem`` has the reason; ``tell`` gets it once.
    """

    def __init__(
        self,
        folder: Path,
        record: Callable[[], Mapping[str, object]],
        going_on: GoingOn | None = None,
        tell: Callable[[str], None] = lambda _text: None,
    ) -> None:
        # Process numbers repeat after a restart, when a cut-off session's files may be here.
        self._path = folder / f"{os.getpid()}-{secrets.token_hex(3)}.running.json"
        self._record = record
        self._going_on = going_on
        self._tell = tell
        self._told = False
        self._written: dict[str, bytes] = {}
        self._owed = b""
        self._closing = False
        self._news = threading.Event() if going_on is None else going_on.news
        self._writing = threading.Lock()
        self._lock: IO[bytes] | None = None
        self.problem = ""
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._lock = locked(self._path.with_suffix(LOCK))
        except OSError as error:
            self.problem = str(error)
        self._thread = threading.Thread(target=self._run, name="running-record", daemon=True)
        self._thread.start()

    @property
    def path(self) -> Path:
        return self._path

    def close(self) -> None:
        """It's in the history: forget the record."""
        self._closing = True
        self._news.set()
        self._thread.join(2.0)
        remove(self._path, self._lock)

    def leave(self) -> None:
        """Broken off: keep everything for the next start."""
        self._closing = True
        self._news.set()
        self._thread.join(2.0)
        self.keep()
        if self._lock is not None:
            self._lock.close()

    def keep(self) -> None:
        """Write changes now."""
        began = time.monotonic()
        try:
            with self._writing:
                self._write_all()
            self.problem = ""
        except (OSError, RuntimeError, ValueError, TypeError) as error:
            # Tried again half a second later: a full disk may get room.
            self.problem = (error.strerror if isinstance(error, OSError) else "") or str(error)
            self._tell_once(_TOLD_FULL.format(self.problem))
        if time.monotonic() - began > SLOW_SECONDS:
            self._tell_once(_TOLD_SLOW)

    def _write_all(self) -> None:
        """The state last, after what it depends on."""
        going_on = self._going_on
        state = None if going_on is None else going_on.state()
        if going_on is not None:
            self._replace(PLAN, sealed(going_on.plan))
            self._owed += going_on.take_lines()
            if self._owed:
                _append(self._path.with_suffix(LINES), self._owed)
                self._owed = b""
        self._replace(RECORD, json.dumps(self._record(), ensure_ascii=False).encode("utf-8", "replace"))
        if state is not None:
            self._replace(AT, sealed({"at": round(time.time(), 1), **state}))
        elif AT in self._written:
            self._path.with_suffix(AT).unlink(missing_ok=True)
            del self._written[AT]

    def _replace(self, suffix: str, data: bytes) -> None:
        if self._written.get(suffix) != data:
            _write_private(self._path.with_suffix(suffix), data)
            self._written[suffix] = data

    def _tell_once(self, text: str) -> None:
        if not self._told and self._going_on is not None:
            self._told = True
            self._tell(text)

    def _run(self) -> None:
        while not self._closing:
            self._news.clear()
            self.keep()
            self._news.wait(EVERY_SECONDS)


def remove(path: Path, lock: IO[bytes] | None) -> None:
    """Also releases ``lock``. May be repeated."""
    for suffix in (AT, PLAN, LINES, RECORD, PART):
        with contextlib.suppress(OSError):
            path.with_suffix(suffix).unlink(missing_ok=True)
    if lock is not None:
        lock.close()
        with contextlib.suppress(OSError):
            path.with_suffix(LOCK).unlink(missing_ok=True)


def _append(path: Path, data: bytes) -> None:
    """All or nothing; on disk when it returns. Raises OSError."""
    with private_file(path, append=True) as file:
        before = file.seek(0, os.SEEK_END)
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        except OSError:
            with contextlib.suppress(OSError):
                os.ftruncate(file.fileno(), before)
            raise


def is_running(record: Path) -> bool:
    """Whether the session runs in some process."""
    lock_path = record.with_suffix(LOCK)
    if not lock_path.exists():
        return False
    try:
        locked(lock_path).close()
    except OSError:
        return True
    return False


def _write_private(path: Path, data: bytes) -> None:
    """Whole or not at all; on disk when it returns, owner-only. One writer at a time. Raises OSError."""
    temporary = path.with_suffix(PART)
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


def locked(path: Path) -> IO[bytes]:
    """Until it's closed. Raises OSError if another process holds it."""
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
