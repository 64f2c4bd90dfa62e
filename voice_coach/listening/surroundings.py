"""A phrase inside talk isn't a command.

Talk pauses too, so a phrase right after speech as loud must be clearer, as must every phrase amid much talk.
"""

from __future__ import annotations

from collections import deque

from voice_coach.listening.recogniser import HEARING_RATE
from voice_coach.listening.segment import Segment

_RIGHT_BEFORE_SAMPLES = 8 * HEARING_RATE // 10
RIGHT_BEFORE_NATS = 2.0
"""Nats more if speech ended less than 0.8 s before."""
_LATELY_SAMPLES = 30 * HEARING_RATE
_MUCH_TALK_SAMPLES = 4 * HEARING_RATE
LATELY_NATS = 0.7
"""Nats more if 4 of the last 30 seconds were speech."""
_SOFTER_DB = 15.0
"""Speech so much softer than the phrase doesn't count."""


class Surroundings:
    """Tell it stretches without a command; ask about the next."""

    def __init__(self) -> None:
        self._stretches: deque[tuple[int, int, float]] = deque()

    def heard(self, segment: Segment) -> None:
        """Speech, not to the coach."""
        self._stretches.append((segment.start_sample, segment.end_sample, segment.level_db))

    def forget_from(self, start_sample: int) -> None:
        """What began since was the coach."""
        while self._stretches and self._stretches[-1][0] >= start_sample:
            self._stretches.pop()

    def extra_nats(self, segment: Segment) -> float:
        """How much clearer ``segment`` must be, in nats."""
        oldest = segment.start_sample - _LATELY_SAMPLES
        while self._stretches and self._stretches[0][1] < oldest:
            self._stretches.popleft()
        loud = [
            (start, end)
            for start, end, level_db in self._stretches
            if level_db >= segment.level_db - _SOFTER_DB and start < segment.start_sample
        ]
        extra = 0.0
        if any(segment.start_sample - end < _RIGHT_BEFORE_SAMPLES for _, end in loud):
            extra += RIGHT_BEFORE_NATS
        if sum(end - max(start, oldest) for start, end in loud) >= _MUCH_TALK_SAMPLES:
            extra += LATELY_NATS
        return extra
