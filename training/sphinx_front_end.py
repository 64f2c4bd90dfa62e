"""Sound to the features that PocketSphinx's English model was trained on, in numpy: the same mel cepstra,
with the same suppression of steady noise, means taken off, first and second differences added.

PocketSphinx keeps its cepstra to itself; the evidence in `sphinx_search.py` needs them. The constants are
those of the model's `feat.params` and of PocketSphinx 5's `fe_noise.c`; a test feeds these cepstra back to
PocketSphinx and compares with what it makes of the sound itself.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from voice_coach.listening.recogniser import HEARING_RATE, Speech

Features = npt.NDArray[np.float64]

FRAME_SHIFT = HEARING_RATE // 100
_WINDOW = 410
_FFT = 512
_FILTERS = 25
_CEPSTRA = 13
_LIFTER = 22
_START_FRAMES = 5
_LOWEST_HZ, _HIGHEST_HZ = 130.0, 6800.0
_AVERAGE_COMMAND = np.array([45.5, -4.7, -7.6, 3.0, -5.6, -4.2, -4.0, -4.6, -1.0, -2.2, -1.7, -1.3, -0.6])
"""Mean cepstra of real one-word commands, over speakers and microphones."""


def cepstra(samples: Speech) -> Features:
    """Mel cepstra of ``samples``, shape ``(frames, 13)``, 100 frames a second; no frame where it is under
    26 ms.
    """
    frames = 1 + (len(samples) - _WINDOW) // FRAME_SHIFT if len(samples) >= _WINDOW else 0
    if frames == 0:
        return np.zeros((0, _CEPSTRA))
    sound = samples.astype(np.float64)
    emphasised = sound - 0.97 * np.concatenate([sound[:1], sound[:-1]])
    index = np.arange(frames)[:, None] * FRAME_SHIFT + np.arange(_WINDOW)
    power = np.abs(np.fft.rfft(emphasised[index] * np.hamming(_WINDOW), _FFT)) ** 2
    mel = power @ _mel_filters().T
    suppressor = _NoiseSuppressor(mel)
    for row in mel:
        suppressor.clean(row)
    result: Features = np.log(np.maximum(mel, 1e-4)) @ _dct_and_lifter()
    return result


def features(cepstra_rows: Features, prior_frames: int = 0) -> Features:
    """Cepstra less their mean, with differences: shape ``(frames, 39)``, in three streams of 13.

    A word with two long hisses has a mean far from its speaker's, so ``prior_frames`` frames of an average
    command are counted in with it; 0 is what PocketSphinx does. The level (the first cepstrum) is always the
    segment's own.
    """
    if not len(cepstra_rows):
        return np.zeros((0, 3 * _CEPSTRA))
    mean = (cepstra_rows.sum(axis=0) + prior_frames * _AVERAGE_COMMAND) / (len(cepstra_rows) + prior_frames)
    mean[0] = cepstra_rows[:, 0].mean()
    level = cepstra_rows - mean
    padded = np.concatenate([np.repeat(level[:1], 3, axis=0), level, np.repeat(level[-1:], 3, axis=0)])
    count = len(level)

    def at(offset: int) -> Features:
        return padded[3 + offset : 3 + offset + count]

    return np.concatenate([level, at(2) - at(-2), (at(3) - at(-1)) - (at(1) - at(-3))], axis=1)


class _NoiseSuppressor:
    """Follows each mel filter's noise floor and weighs the filters by what stands over it.

    PocketSphinx starts from nothing and knows the noise after some seconds; a command is over by then. This
    one starts from the quiet frames of the segment itself.
    """

    def __init__(self, mel: Features) -> None:
        self.power: Features = mel[:_START_FRAMES].mean(axis=0)
        self.noise: Features = 1.5 * np.percentile(mel, 10, axis=0)
        self.floor: Features = np.maximum(self.power - self.noise, 1.0) / 20.0
        self.peak: Features = np.zeros(mel.shape[1])

    def clean(self, mel: Features) -> None:
        """Suppresses the noise in one frame's ``mel`` energies, in place."""
        self.power = 0.7 * self.power + 0.3 * mel
        self.noise = _lower_envelope(self.power, self.noise)
        signal = np.maximum(self.power - self.noise, 1.0)
        self.floor = _lower_envelope(signal, self.floor)
        unmasked = signal
        self.peak = 0.85 * self.peak
        signal = np.where(signal < 0.85 * self.peak, 0.2 * self.peak, signal)
        self.peak = np.maximum(unmasked, self.peak)
        signal = np.maximum(signal, self.floor)
        gain = np.clip(signal / np.maximum(self.power, 1e-10), 1 / 20.0, 20.0)
        mel *= _smoothing() @ gain


def _lower_envelope(level: Features, floor: Features) -> Features:
    return np.where(level >= floor, 0.995 * floor + 0.005 * level, 0.5 * floor + 0.5 * level)


@lru_cache(maxsize=1)
def _smoothing() -> Features:
    near = (np.abs(np.subtract.outer(np.arange(_FILTERS), np.arange(_FILTERS))) <= 4).astype(np.float64)
    rows: Features = near / near.sum(axis=1, keepdims=True)
    return rows


@lru_cache(maxsize=1)
def _mel_filters() -> Features:
    """Triangles of unit area, their corners rounded to a bin of the spectrum: shape ``(25, 257)``."""
    bin_hz = HEARING_RATE / _FFT
    lowest, highest = (2595 * np.log10(1 + hertz / 700) for hertz in (_LOWEST_HZ, _HIGHEST_HZ))
    corners = 700 * (10 ** (np.linspace(lowest, highest, _FILTERS + 2) / 2595) - 1)
    corners = np.floor(corners / bin_hz + 0.5) * bin_hz
    hertz = np.arange(_FFT // 2 + 1) * bin_hz
    filters = np.zeros((_FILTERS, len(hertz)))
    for row in range(_FILTERS):
        left, centre, right = corners[row : row + 3]
        rising = (hertz - left) / (centre - left)
        falling = (right - hertz) / (right - centre)
        filters[row] = np.clip(np.minimum(rising, falling), 0, None) * 2 / (right - left)
    return filters


@lru_cache(maxsize=1)
def _dct_and_lifter() -> Features:
    order = np.arange(_CEPSTRA)[None, :]
    angle = np.pi * order * (np.arange(_FILTERS)[:, None] + 0.5) / _FILTERS
    matrix = np.cos(angle) * np.sqrt(2 / _FILTERS)
    matrix[:, 0] *= np.sqrt(0.5)
    result: Features = matrix * (1 + _LIFTER / 2 * np.sin(order * np.pi / _LIFTER))
    return result
