"""Starts, watches and ends a device's process."""

from __future__ import annotations

import contextlib
import io
import logging
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import BinaryIO, cast

from voice_coach.audio.device_link import (
    FAILED,
    LISTED,
    READY,
    Direction,
    Opened,
    error_from_bytes,
    opened_from_bytes,
    receive,
    send,
)
from voice_coach.errors import DeviceError, VoiceCoachError

_LOG = logging.getLogger(__name__)
OPENING_SECONDS = 8.0
"""A Bluetooth headset may take seconds to wake."""
SILENT_FOR_TOO_LONG_SECONDS = 1.5
"""Devices call back some 40 times a second."""
SILENT_AT_FIRST_SECONDS = 2.5
"""A sound server may take 2 s to wake a microphone."""
_LOOK_EVERY_SECONDS = 0.25
_ASLEEP_SECONDS = 10.0
_GOODBYE_SECONDS = 0.5


class InOwnProcess:
    """What speaker and microphone share: both are a ``DeviceProcess``'s."""

    _process: DeviceProcess

    @property
    def name(self) -> str:
        return self._process.opened.name

    @property
    def identity(self) -> str:
        """Finds the device by name; empty for the default."""
        return self._process.opened.identity

    @property
    def lost(self) -> bool:
        """Whether it's unplugged, killed or frozen, for good."""
        return self._process.lost.is_set()

    @property
    def why_lost(self) -> str:
        """Valid once ``lost``."""
        return self._process.why_lost


class DeviceProcess:
    """Runs ``device_child``; calls ``on_message(opened, kind, payload)`` in its own thread.

    Raises the child's error, or ``DeviceError`` (``device``) without an answer.
    """

    def __init__(
        self, direction: Direction, wanted: str | None, on_message: Callable[[Opened, bytes, bytes], None]
    ) -> None:
        self.lost = threading.Event()
        self.why_lost = "it ended"
        self._on_message = on_message
        self._closed = threading.Event()
        self._last_seconds = time.monotonic()
        self._patience_seconds = SILENT_AT_FIRST_SECONDS
        self._process = _spawn(direction, wanted)
        self._answered = threading.Event()
        self._opened: Opened | None = None
        self._error: VoiceCoachError | None = None
        threading.Thread(target=self._read, daemon=True, name=f"{direction}-reader").start()
        if not self._answered.wait(OPENING_SECONDS):
            self._error = DeviceError("The sound system doesn't respond.", hint="Restart it, or the machine.")
        if self._opened is None:
            self.close()
            error = self._error or DeviceError("The sound system ended without a message.", hint="Try again.")
            _LOG.info("%s %r: %s", direction, wanted, error.message)
            raise error
        self.opened: Opened = self._opened
        _LOG.info("%s %r: opened %s", direction, wanted, self.opened)
        threading.Thread(target=self._watch, daemon=True, name=f"{direction}-watchdog").start()

    def send(self, kind: bytes, payload: bytes) -> None:
        """Sets ``lost`` if the child is gone."""
        try:
            send(cast(BinaryIO, self._process.stdin), kind, payload)
        except (OSError, ValueError):  # ValueError: closed by another thread
            self.lost.set()

    def close(self) -> None:
        """Takes half a second at most. May be repeated."""
        self._closed.set()
        with contextlib.suppress(OSError, ValueError):
            if self._process.stdin is not None:
                self._process.stdin.close()
        try:
            self._process.wait(_GOODBYE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _read(self) -> None:
        with cast(BinaryIO, self._process.stdout) as pipe:
            while (message := receive(pipe)) is not None:
                self._last_seconds = time.monotonic()
                kind, payload = message
                if kind == READY:
                    self._opened = opened_from_bytes(payload)
                    self._answered.set()
                elif kind == FAILED:
                    self._error = error_from_bytes(payload)
                elif self._opened is not None:
                    self._patience_seconds = SILENT_FOR_TOO_LONG_SECONDS
                    self._on_message(self._opened, kind, payload)
        self.lost.set()
        if self._opened is not None and not self._closed.is_set():
            _LOG.info("lost %s: %s", self._opened.name, self.why_lost)
        self._answered.set()

    def _watch(self) -> None:
        """End a child that has gone silent.

        The wall clock shows if the machine slept, which some monotonic clocks hide; few devices survive that.
        """
        before, wall_before = time.monotonic(), time.time()
        while not self._closed.wait(_LOOK_EVERY_SECONDS):
            now, wall = time.monotonic(), time.time()
            asleep = wall - wall_before > _ASLEEP_SECONDS
            late = now - before > 2 * _LOOK_EVERY_SECONDS  # we were held up ourselves: no verdict on others
            silent = not late and now - self._last_seconds > self._patience_seconds
            if asleep or silent:
                self.why_lost = "the machine was asleep" if asleep else "it fell silent"
                self._process.kill()
                return
            before, wall_before = now, wall


def ask_for_list() -> bytes:
    """JSON of every device. Raises the child's error; ``DeviceError`` if it hangs."""
    process = _spawn("list", None)
    try:
        output, _ = process.communicate(timeout=OPENING_SECONDS)
    except subprocess.TimeoutExpired:
        raise DeviceError(
            "The sound system doesn't respond.", hint="Restart it, or the machine.", code="no-sound-system"
        ) from None
    finally:
        process.kill()
        process.wait()
    message = receive(io.BytesIO(output))
    if message is None or message[0] not in {LISTED, FAILED}:
        raise DeviceError("The sound system ended silently.", hint="Try again.", code="no-sound-system")
    if message[0] == FAILED:
        raise error_from_bytes(message[1])
    return message[1]


def _spawn(task: str, wanted: str | None) -> subprocess.Popen[bytes]:
    """Its own process group: Ctrl-C is for the session."""
    arguments = [sys.executable, "-m", "voice_coach.audio.device_child", task]
    return subprocess.Popen(
        arguments if wanted is None else [*arguments, wanted],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=sys.platform != "win32",
        creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
    )
