"""Sound to the acoustic model's input: 40 log-mel energies, 100 times a second.

Less a stretch's own level (its mean energy), so far microphones equal near ones, and cut off at a distance
below. `training/` does the same on a GPU.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from voice_coach.listening.recogniser import HEARING_RATE, Speech

Frames = npt.NDArray[np.float32]

SHIFT_SAMPLES = HEARING_RATE // 100
WINDOW_SAMPLES = HEARING_RATE // 40
FFT_SAMPLES = 512
FILTERS = 40
LOWEST_HZ, HIGHEST_HZ = 80.0, 7600.0
LOWEST_LOG = -11.0
"""Nats below the level, where sound is cut off."""
_TINY = 1e-10


def log_mel(samples: Speech) -> Frames:
    """Shape ``(frames, 40)``; frame ``i`` is centred on sample ``160 i + 200``. No frames for fewer than 400
    samples.
    """
    mel = _energies(samples)
    if not len(mel):
        return mel
    level = np.log(mel.mean() + _TINY)
    scaled: Frames = np.maximum(np.log(mel + _TINY) - level, LOWEST_LOG).astype(np.float32)
    return scaled


def level_of(samples: Speech) -> float | None:
    """What `log_mel` takes out: log of the mean mel energy, full scale 1. None for fewer than 400 samples."""
    mel = _energies(samples)
    return float(np.log(mel.mean() + _TINY)) if len(mel) else None


def _energies(samples: Speech) -> Frames:
    if len(samples) < WINDOW_SAMPLES:
        return np.zeros((0, FILTERS), np.float32)
    sound = samples.astype(np.float32) / np.float32(32768)
    windows = np.lib.stride_tricks.sliding_window_view(sound, WINDOW_SAMPLES)[::SHIFT_SAMPLES]
    spectra = np.fft.rfft(windows * window(), FFT_SAMPLES)
    power = (spectra.real**2 + spectra.imag**2).astype(np.float32)
    energies: Frames = power @ filters()
    return energies


@lru_cache(maxsize=1)
def window() -> Frames:
    """A Hann window, shape ``(400,)``."""
    return np.hanning(WINDOW_SAMPLES).astype(np.float32)


@lru_cache(maxsize=1)
def filters() -> Frames:
    """Triangles, even on the mel scale, shape ``(257, 40)``."""
    lowest, highest = (2595 * np.log10(1 + hertz / 700) for hertz in (LOWEST_HZ, HIGHEST_HZ))
    corners = 700 * (10 ** (np.linspace(lowest, highest, FILTERS + 2) / 2595) - 1)
    hertz = np.arange(FFT_SAMPLES // 2 + 1) * (HEARING_RATE / FFT_SAMPLES)
    rising = (hertz[:, None] - corners[:-2]) / (corners[1:-1] - corners[:-2])
    falling = (corners[2:] - hertz[:, None]) / (corners[2:] - corners[1:-1])
    return np.clip(np.minimum(rising, falling), 0, None).astype(np.float32)
