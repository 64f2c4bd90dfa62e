"""A short recording, all channels, at its own rate."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from voice_coach.audio.foreign.reader import ForeignSound
from voice_coach.audio.foreign.unreadable import Unreadable


@dataclass(frozen=True, eq=False)
class WholeSound:
    """``channels``: shape ``(frames, channels)``, float32, full scale 1.0."""

    channels: npt.NDArray[np.float32]
    rate_hz: int


def read_whole(path: Path, most_seconds: float) -> WholeSound:
    """Raises Unreadable, also if damaged or over ``most_seconds``."""
    with ForeignSound(path) as sound:
        blocks, frames = [], 0
        for block in sound.blocks():
            frames += block.shape[0]
            if frames > most_seconds * sound.rate_hz:
                raise Unreadable(
                    path, f"is longer than {most_seconds:.0f} seconds", hint="Cut it into parts."
                )
            blocks.append(block)
        if sound.damaged:
            raise Unreadable(path, "is damaged")
        joined = np.concatenate(blocks) if blocks else np.zeros((0, sound.channels), np.float32)
        return WholeSound(joined, sound.rate_hz)


def seconds_of(path: Path) -> float:
    """Counted if the stated length can't be true. Raises Unreadable."""
    with ForeignSound(path) as sound:
        if sound.declared_seconds is not None:
            return sound.declared_seconds
        return sum(int(block.shape[0]) for block in sound.blocks()) / sound.rate_hz
