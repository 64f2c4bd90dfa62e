"""A loudspeaker in its own process."""

from __future__ import annotations

import threading
import time

import numpy as np

from voice_coach.audio.clip import Samples
from voice_coach.audio.device_link import BLOCK, TAKEN, TAKEN_FORMAT, Opened
from voice_coach.audio.device_process import SILENT_FOR_TOO_LONG_SECONDS, DeviceProcess, InOwnProcess
from voice_coach.audio.queue_ahead import QueueAhead
from voice_coach.audio.sample_time import SAMPLE_RATE
from voice_coach.errors import DeviceError

BLOCK_FRAMES = 512
"""21 ms: a command's longest wait for its block."""


class OutputStream(InOwnProcess):
    """``wanted``: a number, a name, a part of one; ``None``: the default. ``write`` waits for room, which
    keeps a live session in time.

    Raises ``DeviceError`` (``device``, ``no-device``, ``no-sound-system``), ``InputError``
    (``unknown-device``), ``MissingPartError`` (``portaudio``).
    """

    def __init__(self, wanted: str | None = None) -> None:
        self._room = threading.Condition()
        self._sent_frames = 0
        self._played_frames = 0
        self._underruns = 0
        self._ahead = QueueAhead(SAMPLE_RATE)
        self._process = DeviceProcess("output", wanted, self._hear_of)

    @property
    def underruns(self) -> int:
        return self._underruns

    @property
    def latency_seconds(self) -> float:
        """From handing over a block to its sound: our queue and the device's figure."""
        return self._process.opened.latency_seconds + self._waiting_frames / SAMPLE_RATE

    def write(self, samples: Samples) -> None:
        """Play mono float32 at ``SAMPLE_RATE``. Raises ``DeviceError`` (``device-lost``)."""
        for start in range(0, samples.shape[0], BLOCK_FRAMES):
            self._write_block(samples[start : start + BLOCK_FRAMES])

    def wait_for_room(self) -> None:
        """Wait for room for a block. Raises ``DeviceError`` (``device-lost``)."""
        self._wait_until_played(self._sent_frames + BLOCK_FRAMES - self._waiting_frames)

    def drain(self) -> None:
        """Wait until all has played. Raises ``DeviceError`` (``device-lost``)."""
        # Twice: a sound server may take as much at once, long before it's due.
        tail_frames = round(2 * self._process.opened.latency_seconds * SAMPLE_RATE) + 2 * BLOCK_FRAMES
        until = self._sent_frames
        self.write(np.zeros(tail_frames, dtype=np.float32))
        self._wait_until_played(until + tail_frames - BLOCK_FRAMES)

    def close(self) -> None:
        """Takes half a second at most."""
        self._process.close()

    def _write_block(self, block: Samples) -> None:
        self._wait_until_played(self._sent_frames + block.shape[0] - self._waiting_frames)
        self._process.send(BLOCK, np.ascontiguousarray(block, dtype=np.float32).tobytes())
        self._sent_frames += int(block.shape[0])

    @property
    def _waiting_frames(self) -> int:
        """Not counting the device's own 0.05 or 0.1 s."""
        return self._ahead.blocks * BLOCK_FRAMES

    def _wait_until_played(self, frames: int) -> None:
        """A safety net: the watchdog ends a frozen device."""
        limit = time.monotonic() + 2 * SILENT_FOR_TOO_LONG_SECONDS
        with self._room:
            while self._played_frames < frames and not self.lost and time.monotonic() < limit:
                self._room.wait(0.1)
        if self.lost or self._played_frames < frames:
            raise DeviceError(f"The speaker {self.name!r} was lost.", code="device-lost")

    def _hear_of(self, _opened: Opened, kind: bytes, payload: bytes) -> None:
        if kind == TAKEN:
            with self._room:
                self._played_frames, self._underruns = TAKEN_FORMAT.unpack(payload)
                self._ahead.tell(self._played_frames, self._underruns)
                self._room.notify_all()
