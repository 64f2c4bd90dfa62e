"""Turns other players down, or pauses them, while the coach speaks, and puts everything back."""

from __future__ import annotations

import contextlib
import logging
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

from voice_coach.desktop.bus import Bus
from voice_coach.desktop.left import Left, keep, kept
from voice_coach.desktop.manner import Manner
from voice_coach.desktop.players import Players
from voice_coach.desktop.streams import Streams, own_processes
from voice_coach.errors import MissingPartError

_LOG = logging.getLogger(__name__)
_HANGS_ON_SECONDS = 1.2
"""How long after a sentence: the next may follow."""


class Others:
    """``speaks`` is thread-safe and returns at once; ``close`` puts everything back.

    ``pause`` pauses what plays until ``close``. Changes are kept in ``path``; a watcher process undoes them
    if this one is killed. Raises MissingPartError.
    """

    def __init__(self, manner: Manner, path: Path) -> None:
        check_system()
        self._path = path
        self._bus = _bus_if_any(needed=manner == "pause")
        self._players = None if self._bus is None else Players(self._bus)
        self._streams = Streams() if manner == "duck" else None
        with contextlib.suppress(Exception):  # A session that was killed may have left something.
            put_back(path, self._streams, self._players)
        self._left = Left()
        self._until = 0.0
        self._wanted = threading.Condition()
        self._closing = False
        self._watcher = _watch(path)
        if manner == "pause" and self._players is not None:
            self._take(Left(paused=self._players.playing(lambda *_: True)))
        self._thread = threading.Thread(target=self._run, name="others", daemon=True)
        self._thread.start()

    def speaks(self, seconds: float) -> None:
        """The coach speaks for ``seconds`` from now."""
        if self._streams is None:
            return
        with self._wanted:
            self._until = time.monotonic() + seconds
            self._wanted.notify()

    def close(self) -> None:
        with self._wanted:
            self._closing = True
            self._wanted.notify()
        self._thread.join(5.0)
        self._give_back()
        if self._watcher is not None:
            assert self._watcher.stdin is not None
            self._watcher.stdin.close()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._watcher.wait(5.0)
        if self._streams is not None:
            self._streams.close()
        if self._bus is not None:
            self._bus.close()

    def _run(self) -> None:
        while True:
            with self._wanted:
                if self._closing:
                    return
                rest = self._until + _HANGS_ON_SECONDS - time.monotonic()
                speaking = rest > 0
                if speaking == bool(self._left) or self._streams is None:
                    self._wanted.wait(rest if speaking else None)
                    continue
            try:
                if speaking:
                    self._take(self._now())
                    if not self._left:  # Nothing plays: look again at the next sentence.
                        with self._wanted:
                            self._until = 0.0
                else:
                    self._give_back()
            except Exception as error:  # The sound server is gone; what it turned down is gone with it.
                _LOG.info("others are left alone from now on: %r", error)
                self._left = Left()
                self._streams = None

    def _now(self) -> Left:
        assert self._streams is not None
        spoken = () if self._players is None else self._players.playing()
        return Left(self._streams.lower(own_processes(os.getpid())), spoken)

    def _take(self, left: Left) -> None:
        keep(self._path, left)  # Before anything is changed: a kill may come between.
        self._left = left
        if self._streams is not None:
            self._streams.set_down(left.lowered)
        if self._players is not None:
            self._players.pause(left.paused)

    def _give_back(self) -> None:
        left, self._left = self._left, Left()
        if not left:
            return
        with contextlib.suppress(Exception):
            if self._streams is not None:
                self._streams.put_back(left.lowered)
        if self._players is not None:
            self._players.go_on(left.paused)
        keep(self._path, Left())


def put_back(path: Path, streams: Streams | None, players: Players | None) -> None:
    """Undo what stands in ``path``."""
    left = kept(path)
    if streams is not None:
        streams.put_back(left.lowered)
    if players is not None:
        players.go_on(left.paused)
    keep(path, Left())


def put_back_alone(path: Path) -> None:
    """In a process of its own, as far as server and bus exist."""
    if not kept(path):
        return
    streams: Streams | None = None
    with contextlib.suppress(MissingPartError):
        streams = Streams()
    bus = _bus_if_any(needed=False)
    put_back(path, streams, None if bus is None else Players(bus))


def check_system() -> None:
    """Raises MissingPartError (`others`) with neither PulseAudio nor MPRIS."""
    if sys.platform != "linux":
        raise MissingPartError(
            "Other players can only be turned down on Linux.", hint="Leave out --others.", code="others"
        )


def _bus_if_any(*, needed: bool) -> Bus | None:
    try:
        return Bus()
    except MissingPartError as error:
        if needed:
            raise MissingPartError(
                f"Other players can't be paused: {error.message}", hint=error.hint, code="others"
            ) from error
        return None


def _watch(path: Path) -> subprocess.Popen[bytes] | None:
    """Waits for this process's end."""
    with contextlib.suppress(OSError):
        return subprocess.Popen(
            [sys.executable, "-m", "voice_coach.desktop.watcher", str(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    return None
