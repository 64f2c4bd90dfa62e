"""A speaker that may go and come back; meanwhile the session's clock runs in silence."""

from __future__ import annotations

import contextlib
import time

from voice_coach.audio.clip import Samples
from voice_coach.audio.output_stream import BLOCK_FRAMES, OutputStream
from voice_coach.audio.reopening import Open
from voice_coach.audio.returning import Returning, ReturningDevice
from voice_coach.audio.sample_time import SAMPLE_RATE
from voice_coach.errors import DeviceError

_MOST_BEHIND_SECONDS = 1.0


class Speaker(ReturningDevice[OutputStream]):
    """A ``Writer`` on ``wanted`` (``None``: the default, followed when it changes).

    ``write`` never raises for a loss, but tells the news and takes the sound's time. The constructor raises
    what ``OutputStream`` raises.
    """

    def __init__(self, wanted: str | None = None, *, open_stream: Open[OutputStream] = OutputStream) -> None:
        super().__init__(Returning("output", wanted, open_stream, lambda stream: stream.underruns))
        self._silent_until_seconds = 0.0

    @property
    def latency_seconds(self) -> float:
        return self._device.last.latency_seconds

    @property
    def underruns(self) -> int:
        """Dropouts over all returns."""
        return self._device.faults

    def write(self, samples: Samples) -> None:
        """Mono float32 at ``SAMPLE_RATE``; while the device is lost, its time passes in silence."""
        for start in range(0, samples.shape[0], BLOCK_FRAMES):
            self._write_block(samples[start : start + BLOCK_FRAMES])

    def wait_for_room(self) -> None:
        """``write`` reports a loss."""
        stream = self._device.stream()
        if stream is not None:
            with contextlib.suppress(DeviceError):
                stream.wait_for_room()

    def drain(self) -> None:
        """Wait until all has played, or the device is lost."""
        stream = self._device.stream()
        if stream is not None:
            try:
                stream.drain()
            except DeviceError:
                self._device.lose()

    def _write_block(self, block: Samples) -> None:
        stream = self._device.stream()
        if stream is not None:
            try:
                stream.write(block)
                return
            except DeviceError:
                self._silent_until_seconds = time.monotonic()
                self._device.lose()
        # In silence the session stays in real time, so keys are answered and patience is counted.
        now = time.monotonic()
        begin = max(self._silent_until_seconds, now - _MOST_BEHIND_SECONDS)
        self._silent_until_seconds = begin + block.shape[0] / SAMPLE_RATE
        self._device.wait_for_news(self._silent_until_seconds - now)
