"""The music bed: an endless source that starts, pauses and goes on at given frames."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import numpy as np

from voice_coach.audio.clip import Samples
from voice_coach.audio.curve import GainCurve, rise


class Source(Protocol):
    """Endless audio. It must not matter how it is asked: a then b frames are the same as a + b frames."""

    def read(self, frames: int) -> Samples:
        """The next ``frames`` frames, float32."""
        ...


class LoopSource:
    """A piece of audio over and over, its end blended into its beginning so that no seam is heard."""

    def __init__(self, samples: Samples, blend_frames: int = 0) -> None:
        """Raises ValueError for an empty piece or ``blend_frames`` over half of it."""
        if samples.shape[0] == 0 or not 0 <= 2 * blend_frames <= samples.shape[0]:
            raise ValueError(f"cannot loop {samples.shape[0]} frames with a blend of {blend_frames}")
        self._loop = samples[blend_frames:].copy()
        if blend_frames:
            slope = rise(0, blend_frames, blend_frames)
            self._loop[-blend_frames:] *= slope[::-1]
            self._loop[-blend_frames:] += samples[:blend_frames] * slope
        self._next = 0

    def read(self, frames: int) -> Samples:
        """The next ``frames`` frames, float32."""
        places = np.arange(self._next, self._next + frames) % self._loop.shape[0]
        self._next = (self._next + frames) % self._loop.shape[0]
        samples: Samples = self._loop[places]
        return samples


class Bed:
    """A source behind a switch. Off, the source stands still; it is read exactly as far as it was heard."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._gate = GainCurve(0.0)
        self._switches: list[tuple[int, bool, int]] = [(-1, False, 0)]  # frame, on, fade frames

    def switch(self, on: bool, at_frame: int, fade_frames: int) -> None:
        """On or off from ``at_frame``, faded; replaces what was planned from then on. No change: no-op."""
        self._switches = [entry for entry in self._switches if entry[0] < at_frame]
        self._gate.drop(at_frame)
        if self._switches[-1][1] == on:
            return
        self._gate.change(1.0 if on else 0.0, at_frame, fade_frames)
        self._switches.append((at_frame, on, fade_frames))

    def spans(self, first: int, last: int) -> Iterator[tuple[int, Samples]]:
        """What sounds from ``first`` to ``last`` (exclusive): first frame and faded samples of each part."""
        ends = [entry[0] for entry in self._switches[1:]] + [last]
        for (frame, on, fade_frames), end in zip(list(self._switches), ends, strict=True):
            start = max(first, frame)
            stop = min(last, end if on else min(end, frame + fade_frames))
            if start < stop:
                yield start, self._source.read(stop - start) * self._gate.span(start, stop)
        while len(self._switches) > 1 and self._switches[1][0] < last:
            del self._switches[0]
        self._gate.forget(last)
