"""The sample clock's unit: every time in a session is a whole number of frames at ``SAMPLE_RATE``."""

from __future__ import annotations

SAMPLE_RATE = 24_000
"""Frames a second of all that the mixer renders: the natural voice's own rate, half of what most sound cards
run at, three halves of what the recogniser hears; a frame of an MP3 then lasts 24 ms exactly."""


def to_frames(seconds: float) -> int:
    """Nearest whole number of frames to ``seconds``."""
    return round(seconds * SAMPLE_RATE)


def to_seconds(frames: int) -> float:
    """``frames`` in seconds."""
    return frames / SAMPLE_RATE
