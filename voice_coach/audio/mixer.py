"""Sums scheduled clips on the sample clock: the number of frames rendered.

Block sizes don't matter: gains depend on the frame's number, and clips add up in scheduled order.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, replace
from enum import Enum

import numpy as np

from voice_coach.audio.bed import Bed, Source
from voice_coach.audio.clip import Clip, Samples
from voice_coach.audio.curve import GainCurve, amplitude, rise
from voice_coach.audio.sample_time import to_frames

EDGE_FRAMES = to_frames(0.003)
"""At non-zero ends: keeps a plosive, avoids a click."""

FADE_FRAMES = to_frames(0.02)
"""For clips cut short, and music that pauses."""

_AT_ZERO = np.float32(2e-4)
"""-74 dB: an edge below makes no click."""


class Bus(Enum):
    """Kinds of sound, each with a level."""

    SPEECH = "speech"
    CUE = "cue"
    MUSIC = "music"


@dataclass
class _Voice:
    """A clip on the clock."""

    samples: Samples
    start: int
    bus: Bus
    gain: np.float32
    fade_start: int | None = None
    fade_frames: int = 0

    @property
    def end(self) -> int:
        end = self.start + int(self.samples.shape[0])
        return end if self.fade_start is None else min(end, self.fade_start + self.fade_frames)


class Mixer:
    """``headroom_db`` is taken off the sum. The default is 0: clips leave several dB, the limiter does the
    rest.
    """

    def __init__(self, *, headroom_db: float = 0.0) -> None:
        self._position = 0
        self._next_handle = 1
        self._voices: dict[int, _Voice] = {}
        self._level = np.float32(amplitude(-headroom_db))
        self._buses = {bus: GainCurve() for bus in Bus}
        self._bed: Bed | None = None

    @property
    def position(self) -> int:
        """The next frame to be rendered."""
        return self._position

    def copy(self) -> Mixer:
        """One that renders the same from here on; see `Bed.copy`."""
        twin = copy.copy(self)
        twin._voices = {handle: replace(voice) for handle, voice in self._voices.items()}
        twin._buses = {bus: curve.copy() for bus, curve in self._buses.items()}
        twin._bed = None if self._bed is None else self._bed.copy()
        return twin

    def silence(self, at_frame: int, fade_frames: int = FADE_FRAMES) -> None:
        """Fade everything out and drop what's scheduled. Raises ValueError for a rendered frame."""
        for handle in list(self._voices):
            self.cancel(handle, at_frame, fade_frames)
        self.pause_source(at_frame, fade_frames)

    def play(self, clip: Clip, at_frame: int, *, bus: Bus, gain_db: float = 0.0, skip_frames: int = 0) -> int:
        """Start ``clip`` at ``at_frame``, without its first ``skip_frames``, non-zero ends faded.

        Returns a handle for ``cancel``. Raises ValueError for a rendered frame or negative ``skip_frames``.
        """
        self._not_past(at_frame)
        if skip_frames < 0:
            raise ValueError(f"skip_frames is {skip_frames}: a clip has nothing before its first frame")
        handle = self._next_handle
        self._next_handle += 1
        samples = _smooth_ends(clip.samples[skip_frames:])
        if samples.shape[0]:
            self._voices[handle] = _Voice(samples, at_frame, bus, np.float32(amplitude(gain_db)))
        return handle

    def cancel(self, handle: int, at_frame: int, fade_frames: int = FADE_FRAMES) -> None:
        """Fade a clip out; one that starts later never sounds.

        Ignores unknown and finished clips; an earlier fade replaces a later one. Raises ValueError for a
        rendered frame.
        """
        self._not_past(at_frame)
        voice = self._voices.get(handle)
        if voice is None:
            return
        if at_frame <= voice.start:
            del self._voices[handle]
        elif voice.fade_start is None or at_frame < voice.fade_start:
            voice.fade_start, voice.fade_frames = at_frame, max(fade_frames, 0)

    def set_bus_gain(self, bus: Bus, gain_db: float, at_frame: int, ramp_frames: int = FADE_FRAMES) -> None:
        """Ramp from ``at_frame``, replacing later plans. Raises ValueError for a rendered frame."""
        self._not_past(at_frame)
        self._buses[bus].change(amplitude(gain_db), at_frame, ramp_frames)

    def set_source(self, source: Source | None) -> None:
        """An endless source for the music bus, silent until ``resume_source``."""
        self._bed = None if source is None else Bed(source)

    def resume_source(self, at_frame: int, fade_frames: int = FADE_FRAMES) -> None:
        self._not_past(at_frame)
        if self._bed is not None:
            self._bed.switch(True, at_frame, fade_frames)

    def pause_source(self, at_frame: int, fade_frames: int = FADE_FRAMES) -> None:
        """Fade out; the music waits where the fade ends."""
        self._not_past(at_frame)
        if self._bed is not None:
            self._bed.switch(False, at_frame, fade_frames)

    def render(self, frames: int) -> Samples:
        """Float32, unlimited: a sum may exceed full scale."""
        first, last = self._position, self._position + frames
        out = np.zeros(frames, dtype=np.float32)
        for handle, voice in list(self._voices.items()):
            if voice.start < last:
                self._add(voice, first, last, out)
                if voice.end <= last:
                    del self._voices[handle]
        if self._bed is not None:
            for start, samples in self._bed.spans(first, last):
                stop = start + samples.shape[0]
                out[start - first : stop - first] += samples * self._buses[Bus.MUSIC].span(start, stop)
        if self._level != 1.0:
            out *= self._level
        self._position = last
        for curve in self._buses.values():
            curve.forget(last)
        return out

    def _add(self, voice: _Voice, first: int, last: int, out: Samples) -> None:
        start, stop = max(first, voice.start), min(last, voice.end)
        if start >= stop:
            return
        part = voice.samples[start - voice.start : stop - voice.start]
        gain = voice.gain * self._buses[voice.bus].span(start, stop)
        if isinstance(gain, np.ndarray) or gain != 1.0:
            part = part * gain
        if voice.fade_start is not None and stop > voice.fade_start:
            fade = max(start, voice.fade_start)
            part = part.copy()
            part[fade - start :] *= np.float32(1.0) - rise(
                fade - voice.fade_start, stop - voice.fade_start, voice.fade_frames
            )
        out[start - first : stop - first] += part

    def _not_past(self, at_frame: int) -> None:
        if at_frame < self._position:
            raise ValueError(f"frame {at_frame} has been rendered; the next is {self._position}")


def _smooth_ends(samples: Samples) -> Samples:
    """A short fade at each non-zero end."""
    frames = min(EDGE_FRAMES, samples.shape[0] // 2)
    if frames == 0 or max(abs(samples[0]), abs(samples[-1])) < _AT_ZERO:
        return samples
    smooth: Samples = samples.copy()
    slope = rise(0, frames, frames)
    if abs(samples[0]) >= _AT_ZERO:
        smooth[:frames] *= slope
    if abs(samples[-1]) >= _AT_ZERO:
        smooth[-frames:] *= slope[::-1]
    return smooth
