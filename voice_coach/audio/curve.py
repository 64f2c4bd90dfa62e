"""Planned gain ramps: a function of the frame alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from voice_coach.audio.clip import Samples


def amplitude(level_db: float) -> float:
    """Linear factor; minus infinity is silence."""
    return float(10.0 ** (level_db / 20.0))


def rise(first: int, last: int, frames: int) -> Samples:
    """Smooth step 3x^2 - 2x^3 at frames ``first`` to ``last`` (exclusive) of ``frames``.

    Exact arithmetic only, so numpy's vector and scalar loops agree to the bit. Half a frame in, so neither
    end repeats its neighbour.
    """
    x = (np.arange(first, last, dtype=np.float64) + 0.5) / frames
    return np.asarray(x * x * (3.0 - 2.0 * x), dtype=np.float32)


@dataclass(frozen=True)
class _Ramp:
    """From ``before`` to ``after`` in ``frames`` frames from ``start``."""

    start: int
    frames: int
    before: float
    after: float

    def at(self, frame: int) -> float:
        if frame >= self.start + self.frames:
            return self.after
        step = float(rise(frame - self.start, frame - self.start + 1, self.frames)[0])
        return float(np.float32(self.before) + np.float32(self.after - self.before) * np.float32(step))


class GainCurve:
    """Linear gain over time; rendered frames are forgotten."""

    def __init__(self, gain: float = 1.0) -> None:
        self._ramps = [_Ramp(0, 0, gain, gain)]

    def copy(self) -> GainCurve:
        twin = GainCurve()
        twin._ramps = list(self._ramps)
        return twin

    def change(self, gain: float, at_frame: int, ramp_frames: int) -> None:
        """Ramp to ``gain`` in ``ramp_frames`` from the value at ``at_frame``; drops later plans."""
        self.drop(at_frame)
        self._ramps.append(_Ramp(at_frame, max(ramp_frames, 0), self.at(at_frame), gain))

    def drop(self, at_frame: int) -> None:
        """Drop changes planned from ``at_frame`` on."""
        kept = [ramp for ramp in self._ramps if ramp.start < at_frame]
        self._ramps = kept or [_Ramp(at_frame - 1, 0, self._ramps[0].before, self._ramps[0].before)]

    def at(self, frame: int) -> float:
        return next((r.at(frame) for r in reversed(self._ramps) if r.start <= frame), self._ramps[0].before)

    def span(self, first: int, last: int) -> np.float32 | Samples:
        """Gains of ``first`` to ``last`` (exclusive); one number if all are equal."""
        pieces: list[tuple[int, int, np.float32 | Samples]] = []
        for ramp, following in zip(self._ramps, [*self._ramps[1:], None], strict=True):
            start, stop = max(first, ramp.start), last if following is None else min(last, following.start)
            settled = min(max(ramp.start + ramp.frames, start), stop)
            if start < settled:
                steps = rise(start - ramp.start, settled - ramp.start, ramp.frames)
                pieces.append(
                    (start, settled, np.float32(ramp.before) + np.float32(ramp.after - ramp.before) * steps)
                )
            if settled < stop:
                pieces.append((settled, stop, np.float32(ramp.after)))
        if len(pieces) == 1 and (pieces[0][0], pieces[0][1]) == (first, last):
            return pieces[0][2]
        gains = np.full(last - first, self._ramps[0].before, dtype=np.float32)
        for start, stop, values in pieces:
            gains[start - first : stop - first] = values
        return gains

    def forget(self, before_frame: int) -> None:
        while len(self._ramps) > 1 and self._ramps[1].start < before_frame:
            del self._ramps[0]
