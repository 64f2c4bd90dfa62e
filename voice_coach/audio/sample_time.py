"""The sample clock's unit: every time in a session is a whole number of frames at ``SAMPLE_RATE``."""

from __future__ import annotations

SAMPLE_RATE = 22_050
"""Frames a second of all that the mixer renders: the speech engine's own rate, enough for speech and cues."""


def to_frames(seconds: float) -> int:
    """Nearest whole number of frames to ``seconds``."""
    return round(seconds * SAMPLE_RATE)


def to_seconds(frames: int) -> float:
    """``frames`` in seconds."""
    return frames / SAMPLE_RATE
