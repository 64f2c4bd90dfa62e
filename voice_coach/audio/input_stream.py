"""A microphone, in a process of its own: blocks of sound with their place in time."""

from __future__ import annotations

import queue
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voice_coach.audio.device_link import BLOCK, HEARD_FORMAT, Opened
from voice_coach.audio.device_process import DeviceProcess

Heard = npt.NDArray[np.int16]
QUEUED_BLOCKS = 400
"""Some four seconds: what the listener may fall behind by before something goes unheard."""


@dataclass(frozen=True, eq=False)
class CapturedBlock:
    """``samples`` (mono, int16, shape ``(frames,)``) as they were heard.

    ``start_frame`` counts every frame since the stream was opened, so a gap shows as a jump;
    ``captured_seconds`` is when the first of them was captured, on ``time.monotonic``'s clock.
    """

    samples: Heard
    start_frame: int
    captured_seconds: float
    rate_hz: int


class InputStream:
    """Listens to the device ``wanted``: a number, a name, a part of one; ``None`` is the system's default.

    Raises ``DeviceError`` (``device``, ``no-device``, ``no-sound-system``), ``InputError``
    (``unknown-device``) and ``MissingPartError`` (``portaudio``).
    """

    def __init__(self, wanted: str | None = None) -> None:
        self._blocks: queue.Queue[CapturedBlock] = queue.Queue(QUEUED_BLOCKS)
        self._overflows_there = 0
        self._overflows_here = 0
        self._process = DeviceProcess("input", wanted, self._hear_of)

    @property
    def name(self) -> str:
        return self._process.opened.name

    @property
    def identity(self) -> str:
        """What finds this device again, by name; empty for the system's default, whichever it is by then."""
        return self._process.opened.identity

    @property
    def rate_hz(self) -> int:
        """The device's own rate."""
        return self._process.opened.rate_hz

    @property
    def latency_seconds(self) -> float:
        """From sound to block, as the device says."""
        return self._process.opened.latency_seconds

    @property
    def lost(self) -> bool:
        """The device was unplugged, killed or frozen; it does not come back in this stream."""
        return self._process.lost.is_set()

    @property
    def why_lost(self) -> str:
        """In a few words, for whoever looks into it; only of meaning once ``lost``."""
        return self._process.why_lost

    @property
    def overflows(self) -> int:
        """How often something was heard and found no room."""
        return self._overflows_there + self._overflows_here

    def read(self, timeout_seconds: float) -> CapturedBlock | None:
        """The next block, waited for; ``None`` where none came in time, at once where the device is lost."""
        try:
            return self._blocks.get(timeout=0.0 if self.lost else timeout_seconds)
        except queue.Empty:
            return None

    def close(self) -> None:
        """Let go of the device. Takes half a second at most, even where the sound server is frozen."""
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
