"""Reads the reference late, by a delay that may be a fraction of a sample and may grow or shrink slowly.

So the adaptive filter sees an echo that stands still although the loudspeaker's clock and the microphone's
drift apart: at 100 ppm the echo wanders by a sample and a half a second, faster than a filter of 256 ms can
follow and stay exact.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from voice_coach.listening.echo.delay import LONGEST_DELAY_SAMPLES, DelayLine

Floats = npt.NDArray[np.float32]
LEAD_SAMPLES = 320
"""The reference is read 20 ms earlier than the delay found, for the peak found may be a reflection of the
first sound."""
_HALF_TAPS = 16
_PHASES = 256
_SLEW = 1e-3
"""A new line is approached by at most this many samples a sample ..."""
_SETTLED_SLEW = 1e-5
"""... and by so many where the filter has learned its way: slow enough for it to go along. A sixth of a
sample a second turns 4 kHz by 15 degrees."""
_SLEW_SAMPLES = 8.0
"""Farther off, it is no correction but another way: jump."""
_KEPT_SAMPLES = LONGEST_DELAY_SAMPLES + 4 * _HALF_TAPS


class ReferenceAligner:
    """``read`` the reference block by block as the filter is to see it."""

    def __init__(self) -> None:
        self._kept: Floats = np.zeros(_KEPT_SAMPLES, np.float32)
        self._position = 0
        self._table = _sinc_table()
        self._delay = _allowed(0.0)

    @property
    def position(self) -> int:
        """Samples read so far."""
        return self._position

    @property
    def delay_samples(self) -> float:
        """How late the reference is read now."""
        return self._delay

    def read(self, reference: Floats, line: DelayLine | None, *, is_settled: bool = False) -> Floats:
        """As many samples as ``reference`` (the newest ones), late by what ``line`` says. ``is_settled``: the
        filter goes by the line known, so a better one is approached slowly."""
        count = len(reference)
        sound = np.concatenate([self._kept, reference])
        self._kept = sound[-_KEPT_SAMPLES:]
        before, self._delay = self._delay, self._next_delay(count, line, is_settled)
        self._position += count
        if abs(self._delay - before) > _SLEW_SAMPLES:
            before = self._delay
        delays = before + (self._delay - before) / count * np.arange(1, count + 1)
        places = _KEPT_SAMPLES + np.arange(count) - delays
        whole = np.floor(places).astype(np.int64)
        phase = np.rint((places - whole) * _PHASES).astype(np.int64)
        taps = sound[whole[:, None] + np.arange(1 - _HALF_TAPS, _HALF_TAPS + 1)]
        late: Floats = np.einsum("nt,nt->n", taps, self._table[phase])
        return late

    def shift(self, skipped: Floats, put_in_samples: int) -> None:
        """``skipped`` was played before what is read next; the last ``put_in_samples`` were not. What is
        read goes on as if both had been known all along."""
        kept = self._kept[: _KEPT_SAMPLES - put_in_samples]
        lost = np.zeros(put_in_samples, np.float32)
        self._kept = np.concatenate([lost, kept, skipped])[-_KEPT_SAMPLES:]
        self._delay = _allowed(self._delay + len(skipped) - put_in_samples)

    def _next_delay(self, count: int, line: DelayLine | None, is_settled: bool) -> float:
        if line is None:
            return self._delay
        wanted = _allowed(line.delay_at(self._position + count) - LEAD_SAMPLES)
        if abs(wanted - self._delay) > _SLEW_SAMPLES:
            return wanted
        drift = line.slope * count
        most = (_SETTLED_SLEW if is_settled else _SLEW) * count
        return _allowed(self._delay + drift + min(max(wanted - self._delay - drift, -most), most))


def _allowed(delay_samples: float) -> float:
    """Later than the interpolation needs of the future, earlier than the store reaches back."""
    return min(max(delay_samples, float(_HALF_TAPS)), float(LONGEST_DELAY_SAMPLES))


def _sinc_table() -> Floats:
    """Windowed sinc, shape ``(phases + 1, taps)``: row p reads ``p / phases`` of a sample further."""
    taps = np.arange(1 - _HALF_TAPS, _HALF_TAPS + 1)
    distance = taps[None, :] - np.arange(_PHASES + 1)[:, None] / _PHASES
    window = np.cos(np.pi * distance / (2 * (_HALF_TAPS + 1))) ** 2
    table = np.sinc(distance) * window
    return np.asarray(table / table.sum(axis=1, keepdims=True), np.float32)
