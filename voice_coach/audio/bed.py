"""The music bed: an endless source that starts, pauses and resumes at given frames."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Protocol

import numpy as np

from voice_coach.audio.clip import Samples
from voice_coach.audio.curve import GainCurve
from voice_coach.audio.sample_time import to_frames


class Source(Protocol):
    """Endless audio: reading a then b frames gives the same as a + b."""

    def read(self, frames: int) -> Samples:
        """The next ``frames`` frames, float32."""
        ...


_TAPE_FRAMES = to_frames(4.0)


class _Tape:
    """A source that two beds share, each at its own position."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._kept: list[Samples] | None = None
        self._first = self._end = 0

    def keep(self) -> None:
        self._kept, self._first = [], self._end

    def read(self, position: int, frames: int) -> Samples:
        """Raises ValueError for forgotten frames."""
        if self._kept is None and position == self._end:
            self._end += frames
            return self._source.read(frames)
        if self._kept is None or position < self._first:
            raise ValueError(f"frame {position} of the music is forgotten")
        missing = position + frames - self._end
        if missing > 0:
            self._kept.append(self._source.read(missing))
            self._end += missing
        joined = np.concatenate(self._kept)
        self._kept = [joined]
        found: Samples = joined[position - self._first : position - self._first + frames]
        if self._end - self._first > _TAPE_FRAMES and position + frames == self._end:
            self._kept = None
        return found


class Bed:
    """A source behind a switch; off, the source stands still."""

    def __init__(self, source: Source) -> None:
        self._tape = _Tape(source)
        self._next = 0
        self._gate = GainCurve(0.0)
        self._switches: list[tuple[int, bool, int]] = [(-1, False, 0)]  # frame, on, fade frames

    def copy(self) -> Bed:
        """An independent bed, for at most 4 s of music."""
        self._tape.keep()
        twin = copy.copy(self)
        twin._gate, twin._switches = self._gate.copy(), list(self._switches)
        return twin

    def switch(self, on: bool, at_frame: int, fade_frames: int) -> None:
        """Fade on or off, replacing what was planned from ``at_frame``."""
        self._switches = [entry for entry in self._switches if entry[0] < at_frame]
        self._gate.drop(at_frame)
        if self._switches[-1][1] == on:
            return
        self._gate.change(1.0 if on else 0.0, at_frame, fade_frames)
        self._switches.append((at_frame, on, fade_frames))

    def spans(self, first: int, last: int) -> Iterator[tuple[int, Samples]]:
        """First frame and faded samples of each audible part of ``first`` to ``last`` (exclusive)."""
        ends = [entry[0] for entry in self._switches[1:]] + [last]
        for (frame, on, fade_frames), end in zip(list(self._switches), ends, strict=True):
            start = max(first, frame)
            stop = min(last, end if on else min(end, frame + fade_frames))
            if start < stop:
                music = self._tape.read(self._next, stop - start)
                self._next += stop - start
                yield start, music * self._gate.span(start, stop)
        while len(self._switches) > 1 and self._switches[1][0] < last:
            del self._switches[0]
        self._gate.forget(last)
