"""A recording with all its channels, at its own rate."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from voice_coach.audio.clip import Samples
from voice_coach.audio.foreign.mixing import mixed
from voice_coach.audio.foreign.unreadable import Unreadable
from voice_coach.audio.foreign.whole import read_whole
from voice_coach.errors import InputError
from voice_coach.speaking.voice import resampled

LONGEST_SECONDS = 120.0


@dataclass(frozen=True, eq=False)
class Sound:
    """``channels``: shape ``(frames, channels)``, float32, full scale 1.0."""

    channels: npt.NDArray[np.float32]
    rate_hz: int

    def mono(self) -> Samples:
        """At ``SAMPLE_RATE``, without constant offset."""
        if not self.channels.size:
            return np.zeros(0, np.float32)
        samples = mixed(self.channels)
        return resampled(np.ascontiguousarray(samples - np.median(samples), np.float32), self.rate_hz)


def decode(path: Path) -> Sound:
    """Raises InputError (`not-audio`): half a sentence after the file's name."""
    try:
        whole = read_whole(path, LONGEST_SECONDS)
    except Unreadable as error:
        raise InputError(error.why, hint=error.hint, code="not-audio") from error
    return Sound(whole.channels, whole.rate_hz)
