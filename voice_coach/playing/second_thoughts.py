"""Taking back a command that was obeyed at once and turned out not to have been said.

When the engine obeys such a command it keeps a twin of itself that didn't. If the command is withdrawn, the
twin renders the time since, and the session goes on as the twin: its clock, its words and its sound are those
of a session that never heard the command. A soft cue covers the seam.
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
"""A command that was obeyed longer ago than this stays obeyed."""
_CUE_DB = -6.0
_FADE_FRAMES = to_frames(0.06)
_UNDER_CUE = np.float32(0.5)
_CEILING = np.float32(amplitude(CEILING_DB))

PlannedCue = tuple[int, Mapping[str, object]]


@dataclass(frozen=True)
class CommandWithdrawn:
    """``command``, reported a moment ago and unsure, wasn't said after all."""

    command: str


@dataclass
class SecondThoughts(Generic[Twin]):
    """What it takes to undo the ``command`` obeyed at ``frame`` without a trace."""

    command: str
    frame: int
    twin: Twin
    planned: list[PlannedCue]
    """The cues that the journal knew of before the command."""
    dropped: list[PlannedCue] = field(default_factory=list)
    """Those of them that the command cancelled."""
    since: list[tuple[int, Event]] = field(default_factory=list)
    """What has happened since, by frame; the twin has to hear of it too."""


class Seam:
    """The end of the sound that's given up, a soft cue over it, and the other sound coming in below."""

    def __init__(self, mixer: Mixer, limiter: Limiter, cue: Clip, at_frame: int, out_frame: int) -> None:
        """``mixer`` and ``limiter`` are those given up at ``at_frame``. ``out_frame``: the first frame that
        hasn't left the limiter."""
        mixer.silence(at_frame, _FADE_FRAMES)
        mixer.set_bus_gain(Bus.CUE, _CUE_DB, at_frame, _FADE_FRAMES)
        mixer.play(cue, at_frame, bus=Bus.CUE)
        self._mixer, self._limiter = mixer, limiter
        self._start, self._end, self._next = at_frame, at_frame + cue.frames, out_frame

    @property
    def over(self) -> bool:
        """Nothing is left to blend."""
        return self._next >= self._end

    def blend(self, sound: Samples, mixed_frames: int) -> Samples:
        """``sound``, limited, as it's heard while the cue lasts; ``mixed_frames`` went in for it."""
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
    """From 0 at frame 0 to 1 at `_FADE_FRAMES`, for the frames ``first`` to ``last`` (exclusive)."""
    whole = rise(0, _FADE_FRAMES, _FADE_FRAMES)
    steps = np.concatenate(([np.float32(0)], whole, [np.float32(1)]))
    gains: Samples = steps[np.clip(np.arange(first, last) + 1, 0, _FADE_FRAMES + 1)]
    return gains
