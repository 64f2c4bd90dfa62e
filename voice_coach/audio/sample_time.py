"""Every time in a session is a whole number of frames at ``SAMPLE_RATE``."""

from __future__ import annotations

SAMPLE_RATE = 24_000
"""Hz: the natural voice's own, half of most sound cards', 3/2 of the recogniser's; an MP3 frame is 24 ms."""


def to_frames(seconds: float) -> int:
    """The nearest whole number of frames."""
    return round(seconds * SAMPLE_RATE)


def to_seconds(frames: int) -> float:
    return frames / SAMPLE_RATE
