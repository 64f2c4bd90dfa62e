"""When a visitor last asked for, or was sent, something."""

from __future__ import annotations

from collections.abc import Callable


class Activity:
    """Gets each sign of life, from any thread; ``clock`` gives seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._last = clock()

    def happened(self) -> None:
        self._last = self._clock()

    @property
    def idle_seconds(self) -> float:
        return self._clock() - self._last
