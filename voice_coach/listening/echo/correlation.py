"""Correlates the microphone with what was played, by lag.

Generalised cross correlation (Knapp and Carter 1976), nearly whitened: direct sound stands out of
reverberation, other speech adds no peak.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from voice_coach.listening.echo.line import LONGEST_DELAY_SAMPLES
from voice_coach.listening.recogniser import HEARING_RATE

Floats = npt.NDArray[np.float32]
WINDOW_SAMPLES = 16_384
_TRANSFORM_SAMPLES = 32_768
_BAND_HZ = (300.0, 5_000.0)
_WHITENING = 0.8
"""1 is PHAT, which also trusts bins of noise; 0 is plain correlation."""
_QUIETEST_POWER = 1e-8
"""Below -80 dB of full scale there's nothing."""
_FEWEST_BINS = 1000.0
"""Least spread of a window's reference over 9,600 bins. Speech has 1,100 to 3,800; pacing tones, which
correlate a period later too, some 270."""


class EchoCorrelation:
    """``take_in`` both sides, equally long; then ask ``by_lag``."""

    def __init__(self) -> None:
        hertz = np.fft.rfftfreq(_TRANSFORM_SAMPLES, 1 / HEARING_RATE)
        self._band = (hertz >= _BAND_HZ[0]) & (hertz <= _BAND_HZ[1])
        self._microphone: Floats = np.zeros(WINDOW_SAMPLES, np.float32)
        self._reference: Floats = np.zeros(_TRANSFORM_SAMPLES, np.float32)
        self._newest: list[tuple[Floats, Floats]] = []
        self._window = np.hanning(WINDOW_SAMPLES).astype(np.float32)

    def take_in(self, microphone: Floats, reference: Floats) -> None:
        self._newest.append((microphone, reference))

    def by_lag(self) -> Floats | None:
        """The newest window's, mean power 1, shape ``(LONGEST_DELAY_SAMPLES + 2,)``; None for silence."""
        heard, played = zip(*self._newest, strict=True)
        self._newest.clear()
        self._microphone = np.concatenate([self._microphone, *heard])[-WINDOW_SAMPLES:]
        self._reference = np.concatenate([self._reference, *played])[-_TRANSFORM_SAMPLES:]
        recent = self._reference[-WINDOW_SAMPLES - LONGEST_DELAY_SAMPLES :]
        if min(_mean_power(recent), 100 * _mean_power(self._microphone)) < _QUIETEST_POWER:
            return None
        # The microphone lies at the end of the transform: lag l of the product is a delay of l samples.
        before = np.zeros(_TRANSFORM_SAMPLES - WINDOW_SAMPLES, np.float32)
        spectrum = np.fft.rfft(self._reference)
        spread = np.abs(spectrum[self._band])
        if float(spread.sum()) ** 2 < _FEWEST_BINS * float(spread @ spread):
            return None
        heard_spectrum = np.fft.rfft(np.concatenate([before, self._microphone * self._window]))
        cross = heard_spectrum * np.conj(spectrum)
        weight = np.where(self._band, (np.abs(cross) + 1e-12) ** -_WHITENING, 0)
        correlation = np.fft.irfft(cross * weight)[: LONGEST_DELAY_SAMPLES + 2]
        scaled: Floats = (correlation / np.sqrt(np.mean(correlation**2))).astype(np.float32)
        return scaled


def summit(magnitude: npt.NDArray[np.floating], best: int) -> float:
    """The top of the parabola through a peak and its neighbours, from the peak."""
    left, middle, right = (float(magnitude[best + step]) for step in (-1, 0, 1))
    bend = left - 2 * middle + right
    return min(max(0.5 * (left - right) / bend, -0.5), 0.5) if bend < 0 else 0.0


def _mean_power(samples: Floats) -> float:
    return float(np.mean(np.square(samples)))
