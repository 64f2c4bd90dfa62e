"""Reopens a lost device in the background, with backoff; opening may hang."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Generic, Protocol, TypeVar

from voice_coach.errors import VoiceCoachError

BACKOFF_SECONDS = (0.25, 0.5, 1.0, 2.0, 4.0)
"""Waits before attempts; the last repeats."""
STAND_IN_AFTER_ATTEMPTS = 2
"""Then the default may stand in for a named device."""


class Closable(Protocol):
    def close(self) -> None: ...


Stream = TypeVar("Stream", bound=Closable)
Open = Callable[[str | None], Stream]


class Reopening(Generic[Stream]):
    """Tries until ``cancel`` or until ``identity`` (empty: the default) is open. ``stand_in`` may hold the
    default meanwhile.
    """

    def __init__(
        self, open_stream: Open[Stream], identity: str, backoff_seconds: Sequence[float] = BACKOFF_SECONDS
    ) -> None:
        self._open = open_stream
        self._identity = identity
        self._waits = backoff_seconds
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._returned: Stream | None = None
        self._stand_in: Stream | None = None
        self.news = threading.Event()
        """Set when there is something to take."""
        threading.Thread(target=self._try, daemon=True, name="reopening").start()

    def take(self) -> tuple[Stream | None, Stream | None]:
        """The device once it's back, a stand-in until then. The caller closes both."""
        with self._lock:
            taken = self._returned, self._stand_in
            self._returned = self._stand_in = None
            return taken

    def cancel(self) -> None:
        """Also closes what was opened but not taken."""
        self._over.set()
        for stream in self.take():
            if stream is not None:
                stream.close()

    def _try(self) -> None:
        stood_in = not self._identity
        for attempt, wait_seconds in enumerate(_for_ever(self._waits), 1):
            if self._over.wait(wait_seconds):
                return
            stream = self._attempt(self._identity or None)
            if stream is not None:
                self._offer(returned=stream)
                return
            if not stood_in and attempt >= STAND_IN_AFTER_ATTEMPTS:
                other = self._attempt(None)
                if other is not None:
                    stood_in = True
                    self._offer(stand_in=other)

    def _attempt(self, wanted: str | None) -> Stream | None:
        try:
            return self._open(wanted)
        except VoiceCoachError:
            return None  # Still gone; try again.

    def _offer(self, returned: Stream | None = None, stand_in: Stream | None = None) -> None:
        with self._lock:
            self._returned, self._stand_in = returned or self._returned, stand_in or self._stand_in
        self.news.set()
        if self._over.is_set():
            self.cancel()  # It ended while the device was being opened.


def _for_ever(waits: Sequence[float]) -> Iterator[float]:
    return itertools.chain(waits, itertools.repeat(waits[-1]))
