"""Reads the reference late, by a delay that may be a fraction of a sample and may grow or shrink slowly.

So the adaptive filter sees an echo that stands still although the loudspeaker's clock and the microphone's
drift apart: at 100 ppm the echo wanders by a sample and a half a second, faster than a long filter can
follow and stay exact.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from voice_coach.listening.echo.line import LONGEST_DELAY_SAMPLES, DelayLine

Floats = npt.NDArray[np.float32]
Delays = npt.NDArray[np.float64]
LEAD_SAMPLES = 320
"""The reference is read 20 ms earlier than the delay found, for the peak found may be a reflection of the
first sound. Where the echo comes too soon for that, less."""
LEAD_STEP_SAMPLES = 64
"""So much of the lead is given up at a time, as clocks drift: enough for 40 s at 100 ppm."""
_HALF_TAPS = 16
_ROOM_SAMPLES = 24.0
"""Nearer to its echo the reference is not read: what the interpolation needs of the future, and a little for
the line's corrections."""
_PHASES = 256
_SLEW = 1e-3
"""A new line is approached by at most this many samples a sample ..."""
_SETTLED_SLEW = 1e-5
"""... and by so many where the filter has learned its way: slow enough for it to go along. A sixth of a
sample a second turns 4 kHz by 15 degrees."""
SLEW_SAMPLES = 8.0
"""Farther off, it is no correction but another way: jump."""
_KEPT_SAMPLES = LONGEST_DELAY_SAMPLES + 4 * _HALF_TAPS


class ReferenceAligner:
    """``read`` the reference block by block as the filter is to see it."""

    def __init__(self) -> None:
        self._kept: Floats = np.zeros(_KEPT_SAMPLES, np.float32)
        self._position = 0
        self._table = _sinc_table()
        self._delay = 0.0
        self._lead_samples = LEAD_SAMPLES

    @property
    def position(self) -> int:
        """Samples read so far."""
        return self._position

    @property
    def delay_samples(self) -> float:
        """How late the reference is read now."""
        return float(_allowed(np.array(self._delay)))

    def make_room(self, line: DelayLine | None) -> int:
        """To be called before ``read``: by how many samples later it reads from here on than it would have,
        for the echo has come near; nearly always 0. Going by what was read, the echo comes so much
        sooner."""
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
        """The last ``count`` samples, as they would have been read by the delay of now and the drift of
        ``line``."""
        ages = np.arange(count - 1, -1, -1, dtype=np.float64)
        return self._interpolated(self._kept, self._delay - line.slope * ages)

    def read(self, reference: Floats, line: DelayLine | None, *, is_settled: bool = False) -> Floats:
        """As many samples as ``reference`` (the newest ones), late by what ``line`` says. ``is_settled``: the
        filter goes by the line known, so a better one is approached slowly."""
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
        """``skipped`` was played before what is read next; the last ``put_in_samples`` were not. What is
        read goes on as if both had been known all along."""
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
        """The end of ``sound``, each sample late by its delay."""
        count = len(delays)
        places = len(sound) - count + np.arange(count) - _allowed(delays)
        whole = np.floor(places).astype(np.int64)
        phase = np.rint((places - whole) * _PHASES).astype(np.int64)
        taps = sound[whole[:, None] + np.arange(1 - _HALF_TAPS, _HALF_TAPS + 1)]
        late: Floats = np.einsum("nt,nt->n", taps, self._table[phase])
        return late


def _allowed(delay_samples: Delays) -> Delays:
    """Later than the interpolation needs of the future, earlier than the store reaches back."""
    return np.clip(delay_samples, float(_HALF_TAPS), float(LONGEST_DELAY_SAMPLES))


def _sinc_table() -> Floats:
    """Windowed sinc, shape ``(phases + 1, taps)``: row p reads ``p / phases`` of a sample further."""
    taps = np.arange(1 - _HALF_TAPS, _HALF_TAPS + 1)
    distance = taps[None, :] - np.arange(_PHASES + 1)[:, None] / _PHASES
    window = np.cos(np.pi * distance / (2 * (_HALF_TAPS + 1))) ** 2
    table = np.sinc(distance) * window
    return np.asarray(table / table.sum(axis=1, keepdims=True), np.float32)
