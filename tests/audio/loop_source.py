"""An endless piece of audio for a mixer's music bed."""

from __future__ import annotations

import numpy as np

from voice_coach.audio.clip import Samples


class LoopSource:
    """``samples`` over and over."""

    def __init__(self, samples: Samples) -> None:
        self._samples = samples
        self._next = 0

    def read(self, frames: int) -> Samples:
        """The next ``frames`` frames, float32."""
        places = np.arange(self._next, self._next + frames) % len(self._samples)
        self._next += frames
        samples: Samples = self._samples[places]
        return samples
