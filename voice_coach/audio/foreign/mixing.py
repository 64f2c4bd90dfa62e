"""Several channels to one: their mean, unless they cancel out."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from voice_coach.audio.clip import Samples

_FAR_BELOW = 0.25
"""12 dB. Noise costs a mean 3 dB, a crossed wire nearly all."""
_QUIETEST = 1e-4
"""rms, -80 dB: below there's only noise."""
_TURN_FRAMES = 512
"""How long a change of the mix takes."""


class Downmix:
    """Mixes block by block. If the mean is far below each channel, one is inverted: the louder is used."""

    def __init__(self, channels: int) -> None:
        self._weights = self._mean = np.full(channels, np.float32(1 / max(1, channels)), dtype=np.float32)

    def feed(self, block: npt.NDArray[np.float32]) -> Samples:
        """From shape ``(frames, channels)`` to float32 ``(frames,)``."""
        if block.shape[1] == 1:
            return np.ascontiguousarray(block[:, 0])
        before, self._weights = self._weights, self._chosen(block)
        if before is self._weights:
            return self._mixed(block, before)
        turn = np.linspace(0.0, 1.0, min(_TURN_FRAMES, block.shape[0]), dtype=np.float32)
        mixed = self._mixed(block, self._weights)
        old = self._mixed(block[: turn.shape[0]], before)
        mixed[: turn.shape[0]] = old + (mixed[: turn.shape[0]] - old) * turn
        return mixed

    def _mixed(self, block: npt.NDArray[np.float32], weights: Samples) -> Samples:
        if weights is self._mean:
            return np.asarray(block.mean(axis=1, dtype=np.float32))
        return np.asarray(block @ weights, dtype=np.float32)

    def _chosen(self, block: npt.NDArray[np.float32]) -> Samples:
        if not block.shape[0]:
            return self._weights
        centred = block - block.mean(axis=0, dtype=np.float64)
        levels = np.sqrt(np.mean(centred**2, axis=0))
        if levels.min() < _QUIETEST:
            return self._weights if levels.max() < _QUIETEST else self._mean
        if float(np.sqrt(np.mean(centred.mean(axis=1) ** 2))) >= _FAR_BELOW * float(levels.min()):
            return self._mean
        weights = np.zeros(block.shape[1], np.float32)
        weights[int(levels.argmax())] = 1.0
        return self._weights if np.array_equal(weights, self._weights) else weights


def mixed(channels: npt.NDArray[np.float32]) -> Samples:
    """A whole recording, shape ``(frames, channels)``."""
    mixer = Downmix(channels.shape[1])
    mixer.feed(channels)  # the way is chosen by all of it
    return mixer.feed(channels)
