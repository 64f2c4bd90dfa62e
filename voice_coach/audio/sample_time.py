"""The sample clock's unit: every time in a session is a whole number of frames at ``SAMPLE_RATE``."""

from __future__ import annotations

SAMPLE_RATE = 24_000
"""Frames a second of the mixer: the natural voice's own rate, half of most sound cards', three halves of the
recogniser's. An MP3 frame is then exactly 24 ms."""


def to_frames(seconds: float) -> int:
    """Nearest whole number of frames to ``seconds``."""
    return round(seconds * SAMPLE_RATE)


def to_seconds(frames: int) -> float:
    """``frames`` in seconds."""
    return frames / SAMPLE_RATE
