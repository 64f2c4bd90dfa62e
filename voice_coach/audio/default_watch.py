"""Notices a changed default device.

PulseAudio and PipeWire move streams themselves. On macOS and Windows PortAudio keeps its first device, so a
new process asks now and then.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable

from voice_coach.audio.device_link import Direction
from voice_coach.audio.devices import find_device
from voice_coach.errors import VoiceCoachError

LOOK_EVERY_SECONDS = 15.0
"""A look costs 0.25 s of CPU, in the background."""


def _default_of(direction: Direction) -> str:
    return find_device(direction, None).identity


class DefaultWatch:
    """Asks ``default_of(direction)`` every ``every_seconds``; 0 (right on Linux) never."""

    def __init__(
        self,
        direction: Direction,
        *,
        every_seconds: float = 0.0 if sys.platform == "linux" else LOOK_EVERY_SECONDS,
        default_of: Callable[[Direction], str] = _default_of,
    ) -> None:
        self._direction = direction
        self._default_of = default_of
        self._every_seconds = every_seconds
        self._over = threading.Event()
        self._moved = threading.Event()
        if every_seconds > 0.0:
            threading.Thread(target=self._look, daemon=True, name="default-watch").start()

    def moved(self) -> bool:
        """Whether it changed since the last call."""
        moved = self._moved.is_set()
        self._moved.clear()
        return moved

    def close(self) -> None:
        self._over.set()

    def _look(self) -> None:
        known = ""
        while True:
            try:
                now = self._default_of(self._direction)
            except VoiceCoachError:
                now = known  # None just now is a loss, which the stream reports.
            if known and now != known:
                self._moved.set()
            known = now
            if self._over.wait(self._every_seconds):
                return
