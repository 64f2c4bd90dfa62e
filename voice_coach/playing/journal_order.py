"""Journal lines by time; a line may be known before its frame."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping
from itertools import count

from voice_coach.audio.sample_time import to_seconds
from voice_coach.records.journal import Journal


class JournalInOrder:
    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._order = count()
        self._lines: list[tuple[int, int, str, Mapping[str, object]]] = []

    def add(self, frame: int, event: str, fields: Mapping[str, object]) -> None:
        """Lines of a frame keep their order."""
        heapq.heappush(self._lines, (frame, next(self._order), event, fields))

    def forget_cues_from(self, frame: int) -> None:
        """Drop cues planned for ``frame`` or later."""
        self._lines = [line for line in self._lines if line[2] != "cue" or line[0] < frame]
        heapq.heapify(self._lines)

    def planned_cues(self, frame: int) -> list[tuple[int, Mapping[str, object]]]:
        lines = sorted(self._lines)
        return [(at, fields) for at, _, event, fields in lines if event == "cue" and at >= frame]

    def follow(
        self,
        other: JournalInOrder,
        planned: Iterable[tuple[str, int, Mapping[str, object]]],
        now: int,
    ) -> None:
        """Take ``other``'s lines, and ``planned`` for the cues planned here; earlier ones are written for
        ``now``.
        """
        self.forget_cues_from(now + 1)
        lines = [(at, event, fields) for at, _, event, fields in sorted(other._lines)]
        lines += [(at, event, fields) for event, at, fields in planned]
        for at, event, fields in sorted(lines, key=lambda line: line[0]):
            self.add(max(at, now), event, fields)

    def write_until(self, frame: int | None) -> None:
        """Write what's before ``frame``; everything if ``None``."""
        while self._lines and (frame is None or self._lines[0][0] < frame):
            at, _, event, fields = heapq.heappop(self._lines)
            self._journal.write(event, to_seconds(at), fields)
