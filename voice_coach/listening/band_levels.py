"""Levels of four frequency bands, 100 times a second, and of the room."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterator, Sequence

import numpy as np

from voice_coach.listening.recogniser import HEARING_RATE, Speech

FRAME_SAMPLES = HEARING_RATE // 100
SILENCE_DB = -78.0
"""Least floor (dB of full scale): digital silence isn't a quiet room."""
BAND_EDGES_HZ = (150, 600, 1500, 3500, 7500)
BANDS = len(BAND_EDGES_HZ) - 1
_WINDOW_SAMPLES = 2 * FRAME_SAMPLES
_WINDOW = np.arange(_WINDOW_SAMPLES)
_FFT = 512
_SMOOTHING_FRAMES = 5
_BLOCK_FRAMES = 20
_FLOOR_BIAS_DB = 2.0
_MOST_HEIGHT_DB = 25.0

Levels = Sequence[float]
"""dB of full scale by band."""


class BandLevels:
    """Levels of 10 ms frames."""

    def __init__(self) -> None:
        hertz = np.fft.rfftfreq(_FFT, 1 / HEARING_RATE)
        self._edges = np.searchsorted(hertz, BAND_EDGES_HZ)
        self._widths = np.diff(self._edges)
        self._window = np.hanning(_WINDOW_SAMPLES).astype(np.float32)
        self._pending: Speech = np.zeros(0, np.int16)

    def feed(self, samples: Speech) -> Iterator[list[float]]:
        """The levels of each frame that ``samples`` complete."""
        joined = np.concatenate([self._pending, samples])
        frames = max(0, len(joined) - _WINDOW_SAMPLES + FRAME_SAMPLES) // FRAME_SAMPLES
        self._pending = joined[frames * FRAME_SAMPLES :].copy()
        if not frames:
            return
        windows = joined[np.arange(frames)[:, None] * FRAME_SAMPLES + _WINDOW]
        spectra = np.fft.rfft(windows * (self._window / 32768), _FFT)
        power = spectra.real**2 + spectra.imag**2
        sums = np.add.reduceat(power[:, : self._edges[-1]], self._edges[:-1], axis=1)
        bands = 10 * np.log10(sums / (self._widths * _FFT) + 1e-12)
        yield from bands.tolist()


class Smoothed:
    """Levels over the last 50 ms."""

    def __init__(self) -> None:
        self._recent: deque[Levels] = deque(maxlen=_SMOOTHING_FRAMES)

    def follow(self, levels: Levels) -> list[float]:
        """The mean of ``levels`` and those just before."""
        self._recent.append(levels)
        return [sum(band) / len(self._recent) for band in zip(*self._recent, strict=True)]


class Floor:
    """By band, the least smoothed level of ``frames``, raised a little."""

    def __init__(self, frames: int) -> None:
        self.levels = [SILENCE_DB] * BANDS
        self._lows: deque[list[float]] = deque(maxlen=max(1, frames // _BLOCK_FRAMES))
        self._least: list[float] | None = None
        self._low: list[float] | None = None
        self._frames = 0

    def follow(self, smooth: list[float]) -> list[float]:
        """The floors after one more frame."""
        low = smooth if self._low is None else [min(pair) for pair in zip(self._low, smooth, strict=True)]
        least = low if self._least is None else [min(pair) for pair in zip(self._least, low, strict=True)]
        self.levels = [max(SILENCE_DB, band + _FLOOR_BIAS_DB) for band in least]
        self._frames += 1
        self._low = low
        if self._frames % _BLOCK_FRAMES == 0:
            self._lows.append(low)
            self._least = [min(band) for band in zip(*self._lows, strict=True)]
            self._low = None
        return self.levels


def height_db(levels: Levels, floor: Levels) -> float:
    """Mean over ``floor``; a band counts up to 25 dB."""
    heights = (min(_MOST_HEIGHT_DB, max(0.0, now - low)) for now, low in zip(levels, floor, strict=True))
    return sum(heights) / len(levels)


def sum_db(levels: Levels) -> float:
    """All bands together."""
    return 10 * math.log10(sum(10 ** (level / 10) for level in levels))
