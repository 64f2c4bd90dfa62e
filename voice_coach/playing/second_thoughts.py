"""Takes back a command obeyed early that hadn't been said.

The engine keeps a twin that didn't obey. If the command is withdrawn, the twin renders the time since and
takes over; a soft cue covers the seam.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

import numpy as np

from voice_coach.audio.clip import Clip, Samples
from voice_coach.audio.curve import amplitude, rise
from voice_coach.audio.limiter import CEILING_DB, Limiter
from voice_coach.audio.mixer import Bus, Mixer
from voice_coach.audio.sample_time import to_frames
from voice_coach.session.events import Event

Twin = TypeVar("Twin")

CUE = "undone"
WITHIN_FRAMES = to_frames(1.5)
"""Older commands stay obeyed."""
_CUE_DB = -6.0
_FADE_FRAMES = to_frames(0.06)
_UNDER_CUE = np.float32(0.5)
_CEILING = np.float32(amplitude(CEILING_DB))

PlannedCue = tuple[int, Mapping[str, object]]


@dataclass(frozen=True)
class CommandWithdrawn:
    """``command``, reported as unsure, wasn't said."""

    command: str


@dataclass
class SecondThoughts(Generic[Twin]):
    """What undoes the ``command`` obeyed at ``frame``."""

    command: str
    frame: int
    twin: Twin
    planned: list[PlannedCue]
    """Cues the journal knew before the command."""
    dropped: list[PlannedCue] = field(default_factory=list)
    """Those the command cancelled."""
    since: list[tuple[int, Event]] = field(default_factory=list)
    """Events since, by frame, for the twin."""


class Seam:
    """The old sound's end, a soft cue over it, and the new sound."""

    def __init__(self, mixer: Mixer, limiter: Limiter, cue: Clip, at_frame: int, out_frame: int) -> None:
        """``mixer`` and ``limiter`` end at ``at_frame``; ``out_frame``: the first frame still in
        the limiter.
        """
        mixer.silence(at_frame, _FADE_FRAMES)
        mixer.set_bus_gain(Bus.CUE, _CUE_DB, at_frame, _FADE_FRAMES)
        mixer.play(cue, at_frame, bus=Bus.CUE)
        self._mixer, self._limiter = mixer, limiter
        self._start, self._end, self._next = at_frame, at_frame + cue.frames, out_frame

    @property
    def over(self) -> bool:
        return self._next >= self._end

    def blend(self, sound: Samples, mixed_frames: int) -> Samples:
        """Limited sound as heard during the cue; ``mixed_frames`` went in."""
        leaving = self._limiter.process(self._mixer.render(mixed_frames))
        first, self._next = self._next, self._next + int(sound.shape[0])
        blended: Samples = np.clip(sound * self._gains(first, self._next) + leaving, -_CEILING, _CEILING)
        after = max(0, min(sound.shape[0], self._end - first))
        blended[after:] = sound[after:]
        return blended

    def _gains(self, first: int, last: int) -> Samples:
        coming = _ramp(first - self._start, last - self._start)
        full = _ramp(first - self._end + _FADE_FRAMES, last - self._end + _FADE_FRAMES)
        gains: Samples = _UNDER_CUE * coming + (1 - _UNDER_CUE) * full
        return gains


def _ramp(first: int, last: int) -> Samples:
    """0 to 1 over `_FADE_FRAMES`, at ``first`` to ``last`` (exclusive)."""
    whole = rise(0, _FADE_FRAMES, _FADE_FRAMES)
    steps = np.concatenate(([np.float32(0)], whole, [np.float32(1)]))
    gains: Samples = steps[np.clip(np.arange(first, last) + 1, 0, _FADE_FRAMES + 1)]
    return gains
