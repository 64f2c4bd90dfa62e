"""What reaches an engine from other threads: events and journal lines."""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count

from voice_coach.playing.moments import Heard
from voice_coach.playing.second_thoughts import CommandWithdrawn
from voice_coach.session.events import Event

Note = tuple[str, Mapping[str, object]]


@dataclass(order=True)
class Posted:
    """For a frame; several keep the order they were posted in."""

    frame: int
    order: int
    event: Event | CommandWithdrawn = field(compare=False)
    heard: Heard | None = field(compare=False, default=None)


class Inbox:
    """``post`` and ``note`` are thread-safe; the rest is for the engine's thread."""

    def __init__(self) -> None:
        self._arrived: deque[Posted] = deque()
        self._notes: deque[Note] = deque()
        self._order = count()
        self._posted: list[Posted] = []

    def post(self, event: Event | CommandWithdrawn, at_frame: int | None, heard: Heard | None) -> None:
        """For ``at_frame``, or as soon as possible."""
        self._arrived.append(Posted(-1 if at_frame is None else at_frame, next(self._order), event, heard))

    def note(self, event: str, fields: Mapping[str, object]) -> None:
        self._notes.append((event, fields))

    def notes(self) -> Iterator[Note]:
        """The journal lines that have come."""
        while self._notes:
            yield self._notes.popleft()

    def next_frame(self, now: int) -> int | None:
        """The next event's frame, at least ``now``."""
        while self._arrived:
            posted = self._arrived.popleft()
            posted.frame = max(posted.frame, now)
            heapq.heappush(self._posted, posted)
        return self._posted[0].frame if self._posted else None

    def take_until(self, frame: int) -> Posted | None:
        """The next event, if due by ``frame``. What came since ``next_frame`` waits."""
        return heapq.heappop(self._posted) if self._posted and self._posted[0].frame <= frame else None
