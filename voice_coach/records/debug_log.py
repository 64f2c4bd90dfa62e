"""The debug log: what was opened, chosen and lost; never sound or what was said.

`log/voice-coach.log` in the user's own folder, owner-only; at half a megabyte it becomes `voice-coach.log.1`.
Its failures never reach a session.
"""

from __future__ import annotations

import logging
import platform
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from voice_coach import __version__
from voice_coach.audio.partial_file import private_file

LARGEST_BYTES = 500_000
_NAME = "voice-coach.log"
_OURS = "voice_coach"


class DebugLog(logging.Handler):
    """Opens ``path`` with the first record."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self._file: BinaryIO | None = None
        self._size = 0
        self.setFormatter(logging.Formatter("%(asctime)s %(process)d %(name)s: %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        """A line, or nothing if it can't be written."""
        try:
            line = f"{self.format(record)}\n".encode("utf-8", "replace")
            if self._file is None or self._size + len(line) > LARGEST_BYTES:
                self._open(len(line))
            assert self._file is not None
            self._file.write(line)
            self._file.flush()
            self._size += len(line)
        except Exception:  # a full disk, a folder that went: a session plays on
            self._forget()

    def close(self) -> None:
        self._forget()
        super().close()

    def _open(self, coming_bytes: int) -> None:
        self._forget()
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._size = self._path.stat().st_size if self._path.exists() else 0
        if self._size + coming_bytes > LARGEST_BYTES:
            self._path.replace(self._path.with_name(f"{_NAME}.1"))
            self._size = 0
        self._file = private_file(self._path, append=True)

    def _forget(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            try:
                file.close()
            except OSError:
                return


def log_path(home: Path) -> Path:
    return home / "log" / _NAME


@contextmanager
def debug_log(home: Path, command: str) -> Iterator[None]:
    """Keeps the log of ``command``, including how it ended."""
    logger = logging.getLogger(_OURS)
    handler = DebugLog(log_path(home))
    before = logger.level, logger.propagate, list(logger.handlers)
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    logger.propagate = False
    try:
        system = platform.platform(aliased=True, terse=True)
        logger.info("%s begins: %s, Python %s, %s", command, __version__, platform.python_version(), system)
        yield
        logger.info("%s is over", command)
    except BaseException as error:
        logger.info("%s ended by %s: %s", command, type(error).__name__, error)
        raise
    finally:
        logger.setLevel(before[0])
        logger.propagate = before[1]
        for added in set(logger.handlers) - set(before[2]):
            logger.removeHandler(added)
            added.close()


def tell_on_terminal() -> None:
    """Also log to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(name)s: %(message)s"))
    logging.getLogger(_OURS).addHandler(handler)
