"""Finds an echo's delay by a room's ringing, if the direct sound is no clear peak.

Reflections raise the correlation's power over 10 ms, window after window at the same place: the echo begins
there, to some hundred samples. The drift is found far better: one window's reflections fit over another's at
one shift only.
"""

from __future__ import annotations

from collections import deque

import numpy as np
import numpy.typing as npt

from voice_coach.listening.echo.correlation import summit
from voice_coach.listening.echo.line import STEEPEST_PPM, DelayLine
from voice_coach.listening.recogniser import HEARING_RATE

Floats = npt.NDArray[np.float32]
_BOX_SAMPLES = HEARING_RATE // 100
_FEWEST_WINDOWS = 7
_MOST_WINDOWS = 24
_LEAST_RISE = 1.45
"""A box's mean log power over the median. Five rooms without a peak, under equally loud speech, had 1.5 at
least after seven windows; other sounds 1.1 (39 pairs of talk) and 1.4 (150 of noise like syllables)."""
_FAINTEST = 0.05
"""Of the median: a floor, so an empty window doesn't outweigh others."""
_SPAN_SAMPLES = 2_048
"""How much ringing is compared between windows."""
_TRANSFORM_SAMPLES = 2 * _SPAN_SAMPLES
_APART_SAMPLES = 17_600
"""Nearer windows of a second share sound, which fits where it is."""
_SLOPE_STEP = 2e-6
_SLOPES = np.arange(-STEEPEST_PPM * 1e-6, STEEPEST_PPM * 1e-6 + _SLOPE_STEP / 2, _SLOPE_STEP)
_DRIFT_KNOWN_SAMPLES = 3 * HEARING_RATE
"""Over less, drift can't be told."""
_KEPT = 0.98
"""Share of a fit kept from window to window: clocks warm up."""
_ELSEWHERE_SAMPLES = 600.0


class RingingDelay:
    """``feed`` the correlation window by window."""

    def __init__(self) -> None:
        self._rises: deque[Floats] = deque(maxlen=_MOST_WINDOWS)
        self._windows: deque[tuple[int, Floats]] = deque(maxlen=_MOST_WINDOWS)
        self._fits = np.zeros(len(_SLOPES))
        self._line: DelayLine | None = None
        self._from_sample = 0

    def feed(self, at_sample: int, correlation: Floats, *, is_removed: bool = False) -> DelayLine | None:
        """The line known now. ``correlation`` is around ``at_sample``, whitened, by lag, mean power 1.
        ``is_removed``: the echo is being taken out at this line, so no other is right.
        """
        self._rises.append(_rise(correlation))
        self._windows.append((at_sample, correlation))
        if self._line is not None:
            self._compare(len(self._windows) - 1)
        begins = None if is_removed else self._begins()
        if begins is not None and self._is_elsewhere(begins, at_sample):
            self._start_at(begins, at_sample)
        if self._line is None:
            return None
        slope, is_drift_known = self._line.slope, self._line.is_drift_known
        if at_sample - self._windows[0][0] >= _DRIFT_KNOWN_SAMPLES:
            slope, is_drift_known = self._best_slope(), True
        self._line = DelayLine(at_sample, self._line.delay_at(at_sample), slope, is_drift_known)
        return self._line

    def shift(self, samples: int) -> None:
        """Every delay is longer from here on."""
        self._rises.clear()
        self._windows.clear()
        self._from_sample = max(0, self._from_sample + samples)
        if self._line is not None:
            self._line = self._line.later(samples)

    def _start_at(self, begins: float, at_sample: int) -> None:
        self._line = DelayLine(at_sample, begins, 0.0)
        self._from_sample = max(0, int(begins) - _BOX_SAMPLES)
        self._fits[:] = 0
        for number in range(1, len(self._windows)):
            self._compare(number)

    def _begins(self) -> float | None:
        """Where the power first rises."""
        if len(self._rises) < _FEWEST_WINDOWS:
            return None
        rise = np.mean(self._rises, axis=0)
        rise -= np.median(rise)
        highest = float(rise.max())
        if highest < _LEAST_RISE:
            return None
        return float(np.argmax(rise > highest / 2)) + _BOX_SAMPLES / 2

    def _is_elsewhere(self, begins: float, at_sample: int) -> bool:
        return self._line is None or abs(begins - self._line.delay_at(at_sample)) > _ELSEWHERE_SAMPLES

    def _compare(self, number: int) -> None:
        """How well window ``number`` fits over earlier ones, by slope."""
        at_sample, correlation = self._windows[number]
        spectrum = self._spectrum(correlation)
        self._fits *= _KEPT
        for before_sample, before in list(self._windows)[:number]:
            apart_samples = at_sample - before_sample
            if apart_samples < _APART_SAMPLES:
                continue
            fit = np.fft.irfft(spectrum * np.conj(self._spectrum(before)))
            shift = _SLOPES * apart_samples
            whole = np.floor(shift).astype(np.int64)
            share = shift - whole
            self._fits += (1 - share) * fit[whole] + share * fit[whole + 1]

    def _best_slope(self) -> float:
        best = int(np.clip(self._fits.argmax(), 1, len(_SLOPES) - 2))
        return float(_SLOPES[best]) + summit(self._fits, best) * _SLOPE_STEP

    def _spectrum(self, correlation: Floats) -> npt.NDArray[np.complex128]:
        ringing = correlation[self._from_sample : self._from_sample + _SPAN_SAMPLES]
        return np.fft.rfft(ringing, _TRANSFORM_SAMPLES)


def _rise(correlation: Floats) -> Floats:
    """By a box's first lag: log of its power over the median."""
    total = np.cumsum(np.square(correlation, dtype=np.float64))
    power = (total[_BOX_SAMPLES:] - total[:-_BOX_SAMPLES]) / _BOX_SAMPLES
    rise: Floats = np.log(power / np.median(power) + _FAINTEST).astype(np.float32)
    return rise
