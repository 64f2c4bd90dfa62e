"""Reads the reference with a fractional, slowly changing delay.

So the echo stands still for the filter although clocks drift: at 100 ppm by 1.5 samples a second.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from voice_coach.listening.echo.line import LONGEST_DELAY_SAMPLES, DelayLine

Floats = npt.NDArray[np.float32]
Delays = npt.NDArray[np.float64]
LEAD_SAMPLES = 320
"""Reading starts 20 ms before the delay found, maybe a reflection's, or less if the echo comes too soon."""
LEAD_STEP_SAMPLES = 64
"""By which the lead is given up: each lasts 40 s at 100 ppm."""
_HALF_TAPS = 16
_ROOM_SAMPLES = 24.0
"""Least distance between reference and echo: look-ahead, and room for corrections."""
_PHASES = 256
_SLEW = 1e-3
"""Most samples a sample towards a new line ..."""
_SETTLED_SLEW = 1e-5
"""... and once the filter has learned: a sixth of a sample a second turns 4 kHz by 15 degrees."""
SLEW_SAMPLES = 8.0
"""Farther off it isn't a correction: jump."""
_KEPT_SAMPLES = LONGEST_DELAY_SAMPLES + 4 * _HALF_TAPS


class ReferenceAligner:
    """``read`` gives the reference block by block, as the filter is to see it."""

    def __init__(self) -> None:
        self._kept: Floats = np.zeros(_KEPT_SAMPLES, np.float32)
        self._position = 0
        self._table = _sinc_table()
        self._delay = 0.0
        self._lead_samples = LEAD_SAMPLES

    @property
    def position(self) -> int:
        return self._position

    @property
    def delay_samples(self) -> float:
        return float(_allowed(np.array(self._delay)))

    def make_room(self, line: DelayLine | None) -> int:
        """Before ``read``: how many samples later it reads, because the echo has come near; mostly 0."""
        if line is None:
            self._lead_samples = LEAD_SAMPLES
            return 0
        lacking = _ROOM_SAMPLES - (line.delay_at(self._position) - self._lead_samples)
        if lacking <= 0:
            return 0
        steps = math.ceil(lacking / LEAD_STEP_SAMPLES)
        given_up = min(steps * LEAD_STEP_SAMPLES, self._lead_samples)
        is_on_line = abs(_ROOM_SAMPLES - lacking - self._delay) <= SLEW_SAMPLES
        self._lead_samples -= given_up
        if not is_on_line:
            return 0  # The next ``read`` jumps to the line, and what was learned is void.
        self._delay += given_up
        return given_up

    def again(self, count: int, line: DelayLine) -> Floats:
        """Before ``read``: how many samples later it reads, as the echo has come near; mostly 0."""
        ages = np.arange(count - 1, -1, -1, dtype=np.float64)
        return self._interpolated(self._kept, self._delay - line.slope * ages)

    def read(self, reference: Floats, line: DelayLine | None, *, is_settled: bool = False) -> Floats:
        """Equally many samples, delayed by ``line``. ``is_settled``: approach a better line slowly."""
        count = len(reference)
        sound = np.concatenate([self._kept, reference])
        self._kept = sound[-_KEPT_SAMPLES:]
        before, self._delay = self._delay, self._next_delay(count, line, is_settled)
        self._position += count
        if abs(self._delay - before) > SLEW_SAMPLES:
            before = self._delay
        steps = np.arange(1, count + 1, dtype=np.float64)
        return self._interpolated(sound, before + (self._delay - before) / count * steps)

    def shift(self, skipped: Floats, put_in_samples: int) -> None:
        """``skipped`` was played before what's read next; the last ``put_in_samples`` weren't. Reading
        continues as if both had been known.
        """
        kept = self._kept[: _KEPT_SAMPLES - put_in_samples]
        lost = np.zeros(put_in_samples, np.float32)
        self._kept = np.concatenate([lost, kept, skipped])[-_KEPT_SAMPLES:]
        self._delay += len(skipped) - put_in_samples

    def _next_delay(self, count: int, line: DelayLine | None, is_settled: bool) -> float:
        if line is None:
            return self._delay
        wanted = line.delay_at(self._position + count) - self._lead_samples
        if abs(wanted - self._delay) > SLEW_SAMPLES:
            return wanted
        drift = line.slope * count
        most = (_SETTLED_SLEW if is_settled else _SLEW) * count
        return self._delay + drift + min(max(wanted - self._delay - drift, -most), most)

    def _interpolated(self, sound: Floats, delays: Delays) -> Floats:
        """The end of ``sound``, each sample with its own delay."""
        count = len(delays)
        places = len(sound) - count + np.arange(count) - _allowed(delays)
        whole = np.floor(places).astype(np.int64)
        phase = np.rint((places - whole) * _PHASES).astype(np.int64)
        taps = sound[whole[:, None] + np.arange(1 - _HALF_TAPS, _HALF_TAPS + 1)]
        late: Floats = np.einsum("nt,nt->n", taps, self._table[phase])
        return late


def _allowed(delay_samples: Delays) -> Delays:
    """To the interpolation's future and the store's past."""
    return np.clip(delay_samples, float(_HALF_TAPS), float(LONGEST_DELAY_SAMPLES))


def _sinc_table() -> Floats:
    """Windowed, shape ``(phases + 1, taps)``: row p reads ``p / phases`` of a sample further."""
    taps = np.arange(1 - _HALF_TAPS, _HALF_TAPS + 1)
    distance = taps[None, :] - np.arange(_PHASES + 1)[:, None] / _PHASES
    window = np.cos(np.pi * distance / (2 * (_HALF_TAPS + 1))) ** 2
    table = np.sinc(distance) * window
    return np.asarray(table / table.sum(axis=1, keepdims=True), np.float32)
