"""A chirp, and finding it in a recording."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voice_coach.audio.clip import Samples

CHIRP_SECONDS = 0.2
LOWEST_HZ, HIGHEST_HZ = 500.0, 3_500.0
"""Small speakers play these, and telephone-quality microphones hear them."""
PEAK = 0.25
FOUND_ABOVE = 10.4
"""Least correlation peak, in medians. In noise a median is 0.674 deviations, so this is 7 of them: a false
find in 4 million seconds at 48 kHz."""
FOUND_ABOVE_CHANCE = 7.0
"""The same, in deviations of equally loud noise at the same moment."""


@dataclass(frozen=True)
class FoundChirp:
    """``at_seconds`` into the recording; ``gain_db`` relative to the chirp as made."""

    at_seconds: float
    gain_db: float
    clearness: float


def chirp(rate_hz: int) -> Samples:
    """A sweep from ``LOWEST_HZ`` to ``HIGHEST_HZ`` with soft edges, at ``PEAK``."""
    seconds = np.arange(round(CHIRP_SECONDS * rate_hz)) / rate_hz
    rise = (HIGHEST_HZ - LOWEST_HZ) / CHIRP_SECONDS
    phase = 2.0 * np.pi * (LOWEST_HZ * seconds + rise * seconds**2 / 2.0)
    return np.asarray(PEAK * np.hanning(seconds.shape[0]) * np.sin(phase), dtype=np.float32)


def find_chirp(heard: npt.NDArray[np.float32], rate_hz: int) -> FoundChirp | None:
    """The clearest chirp in ``heard`` (mono, full scale 1.0), if any. It must exceed both the whole recording
    (room noise) and equally loud sound at that moment (clicks).
    """
    made = chirp(rate_hz).astype(np.float64)
    lags = heard.shape[0] - made.shape[0] + 1
    if lags < 1 or not np.any(heard):
        return None
    size = 1 << (heard.shape[0] + made.shape[0]).bit_length()
    spectrum = np.fft.rfft(heard, size) * np.conj(np.fft.rfft(made, size))
    likeness = np.abs(np.fft.irfft(spectrum, size)[:lags])
    power = float(np.sum(made**2))
    by_chance = _by_chance(heard, made, size)[:lags]
    stands_out = likeness >= FOUND_ABOVE_CHANCE * by_chance
    best = int(np.argmax(np.where(stands_out, likeness, -1.0)))
    usual = float(np.median(likeness)) + 1e-12
    clearness = float(likeness[best]) / usual
    gain = float(likeness[best]) / power
    if not stands_out[best] or clearness < FOUND_ABOVE or gain < 1e-5:
        return None
    return FoundChirp(best / rate_hz, 20.0 * float(np.log10(gain)), clearness)


def _by_chance(
    heard: npt.NDArray[np.float32], made: npt.NDArray[np.float64], size: int
) -> npt.NDArray[np.float64]:
    """The deviation of the likeness if ``heard`` were noise as loud as it is at each sample: a burst under
    the loud middle of ``made`` weighs more than one under its edges."""
    squares = np.fft.rfft(heard.astype(np.float64) ** 2, size) * np.conj(np.fft.rfft(made**2, size))
    variance = np.fft.irfft(squares, size)
    # In silence only rounding is left.
    return np.asarray(np.sqrt(np.maximum(variance, 1e-12 * variance.max())))
