"""A microphone in its own process."""

from __future__ import annotations

import queue
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voice_coach.audio.device_link import BLOCK, HEARD_FORMAT, Opened
from voice_coach.audio.device_process import DeviceProcess, InOwnProcess

Heard = npt.NDArray[np.int16]
QUEUED_BLOCKS = 400
"""Four seconds: how far the listener may lag."""


@dataclass(frozen=True, eq=False)
class CapturedBlock:
    """Mono int16, shape ``(frames,)``. ``start_frame`` counts from opening: a gap is a jump.
    ``captured_seconds``: the first one's, on ``time.monotonic``.
    """

    samples: Heard
    start_frame: int
    captured_seconds: float
    rate_hz: int


class InputStream(InOwnProcess):
    """``wanted``: a number, a name, a part of one; ``None``: the default.

    Raises ``DeviceError`` (``device``, ``no-device``, ``no-sound-system``), ``InputError``
    (``unknown-device``), ``MissingPartError`` (``portaudio``).
    """

    def __init__(self, wanted: str | None = None) -> None:
        self._blocks: queue.Queue[CapturedBlock] = queue.Queue(QUEUED_BLOCKS)
        self._overflows_there = 0
        self._overflows_here = 0
        self._process = DeviceProcess("input", wanted, self._hear_of)

    @property
    def rate_hz(self) -> int:
        """The device's own."""
        return self._process.opened.rate_hz

    @property
    def latency_seconds(self) -> float:
        """From sound to block, as the device states."""
        return self._process.opened.latency_seconds

    @property
    def overflows(self) -> int:
        """Blocks that found no room."""
        return self._overflows_there + self._overflows_here

    def read(self, timeout_seconds: float) -> CapturedBlock | None:
        """The next block; ``None`` after the timeout, at once if lost."""
        try:
            return self._blocks.get(timeout=0.0 if self.lost else timeout_seconds)
        except queue.Empty:
            return None

    def close(self) -> None:
        """Takes half a second at most."""
        self._process.close()

    def _hear_of(self, opened: Opened, kind: bytes, payload: bytes) -> None:
        if kind != BLOCK:
            return
        start_frame, self._overflows_there, captured = HEARD_FORMAT.unpack_from(payload)
        samples = np.frombuffer(payload, dtype="<i2", offset=HEARD_FORMAT.size)
        try:
            self._blocks.put_nowait(CapturedBlock(samples, start_frame, captured, opened.rate_hz))
        except queue.Full:
            self._overflows_here += 1
