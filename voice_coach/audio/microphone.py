"""A microphone that may go and come back."""

from __future__ import annotations

from voice_coach.audio.input_stream import CapturedBlock, InputStream
from voice_coach.audio.reopening import Open
from voice_coach.audio.returning import Returning, ReturningDevice


class Microphone(ReturningDevice[InputStream]):
    """Listens to ``wanted`` (``None``: the default, followed when it changes).

    ``read`` never raises for a loss, but tells the news and gives nothing until it's back. The constructor
    raises what ``InputStream`` raises.
    """

    def __init__(self, wanted: str | None = None, *, open_stream: Open[InputStream] = InputStream) -> None:
        super().__init__(Returning("input", wanted, open_stream, lambda stream: stream.overflows))

    @property
    def rate_hz(self) -> int:
        """May change; each block carries its own."""
        return self._device.last.rate_hz

    @property
    def latency_seconds(self) -> float:
        return self._device.last.latency_seconds

    @property
    def overflows(self) -> int:
        """Blocks without room, over all returns."""
        return self._device.faults

    def read(self, timeout_seconds: float) -> CapturedBlock | None:
        """The next block; ``None`` after the timeout or while lost."""
        stream = self._device.stream()
        if stream is None:
            self._device.wait_for_news(timeout_seconds)
            return None
        block = stream.read(timeout_seconds)
        if block is None and stream.lost:
            self._device.lose()
        return block
