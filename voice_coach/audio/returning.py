"""What returning speakers and microphones share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from voice_coach.audio.default_watch import DefaultWatch
from voice_coach.audio.device_link import Direction
from voice_coach.audio.reopening import Open, Reopening
from voice_coach.errors import VoiceCoachError


def _nothing() -> None:
    pass


@dataclass(frozen=True)
class News:
    """Called on the device's thread."""

    lost: Callable[[], None] = _nothing
    back: Callable[[], None] = _nothing
    stand_in: Callable[[], None] = _nothing
    """Still lost; the default serves meanwhile."""


class DeviceStream(Protocol):
    """What ``OutputStream`` and ``InputStream`` share."""

    @property
    def name(self) -> str: ...

    @property
    def identity(self) -> str: ...

    @property
    def why_lost(self) -> str: ...

    def close(self) -> None: ...


Stream = TypeVar("Stream", bound=DeviceStream)


class Returning(Generic[Stream]):
    """Holds a stream on ``wanted`` and gets it back: by name, or the default's latest. For one thread. Raises
    what ``open_stream`` raises.
    """

    def __init__(
        self,
        direction: Direction,
        wanted: str | None,
        open_stream: Open[Stream],
        faults_of: Callable[[Stream], int],
        watch: DefaultWatch | None = None,
    ) -> None:
        self._open_stream = open_stream
        self._faults_of = faults_of
        self.news = News()
        self._stream: Stream | None = open_stream(wanted)
        self.last: Stream = self._stream
        """The present stream, or the last one."""
        self._identity = self.last.identity
        self._past_faults = 0
        self._reopening: Reopening[Stream] | None = None
        self._watch = None if self._identity else (watch or DefaultWatch(direction))

    @property
    def lost(self) -> bool:
        """Whether the device is gone, even if another stands in."""
        return self._reopening is not None

    @property
    def faults(self) -> int:
        """Underruns or overflows, lost streams included."""
        return self._past_faults + (self._faults_of(self._stream) if self._stream is not None else 0)

    def stream(self) -> Stream | None:
        """The stream to use now. Tells the news."""
        if self._reopening is not None and self._reopening.news.is_set():
            self._take_what_came(self._reopening)
        elif self._watch is not None and not self.lost and self._watch.moved():
            self._follow_default()
        return self._stream

    def lose(self) -> None:
        """Drop the dead stream; try to get it back."""
        self._put_away()
        if self._reopening is None:
            self._reopening = Reopening(self._open_stream, self._identity)
            self.news.lost()

    def wait_for_news(self, seconds: float) -> None:
        """Ends early if a stream comes."""
        if self._reopening is not None and seconds > 0.0:
            self._reopening.news.wait(seconds)

    def close(self) -> None:
        """Takes a second at most."""
        if self._reopening is not None:
            self._reopening.cancel()
        if self._watch is not None:
            self._watch.close()
        self._put_away()

    def _take_what_came(self, reopening: Reopening[Stream]) -> None:
        reopening.news.clear()
        returned, stand_in = reopening.take()
        if returned is not None:
            if stand_in is not None:
                stand_in.close()
            self._reopening = None
            self._put_to_use(returned)
            self.news.back()
        elif stand_in is not None:
            self._put_to_use(stand_in)
            self.news.stand_in()

    def _follow_default(self) -> None:
        self._put_away()
        try:
            self._put_to_use(self._open_stream(None))
        except VoiceCoachError:
            self.lose()

    def _put_to_use(self, stream: Stream) -> None:
        self._put_away()
        self._stream = self.last = stream

    def _put_away(self) -> None:
        if self._stream is not None:
            self._past_faults += self._faults_of(self._stream)
            self._stream.close()
            self._stream = None


class ReturningDevice(Generic[Stream]):
    """A speaker or microphone that may go and come back."""

    def __init__(self, device: Returning[Stream]) -> None:
        self._device = device

    def tell(self, news: News) -> None:
        self._device.news = news

    @property
    def name(self) -> str:
        """The present device, or the last."""
        return self._device.last.name

    @property
    def lost(self) -> bool:
        return self._device.lost

    @property
    def why_lost(self) -> str:
        """Valid once ``lost``."""
        return self._device.last.why_lost

    def close(self) -> None:
        """Takes a second at most."""
        self._device.close()
