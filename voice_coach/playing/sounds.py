"""Where the engine gets finished clips: sentences and tones."""

from __future__ import annotations

from typing import Protocol

from voice_coach.audio.clip import Clip
from voice_coach.audio.mp3.form import FRAME_SAMPLES
from voice_coach.session.actions import PACE_STEP
from voice_coach.speaking.rate import DEFAULT_WORDS_PER_MINUTE

SOUND_GRID_FRAMES = FRAME_SAMPLES
"""Sentences and pacing tones begin with an MP3 frame, at most 24 ms late: equal sounds are equal bytes,
encoded once."""


def words_per_minute(pace: int) -> int:
    """Of a pace step; 0 is usual."""
    return round(DEFAULT_WORDS_PER_MINUTE * (1 + PACE_STEP * pace))


class Prompts(Protocol):
    """A voice (``speaking.maker``), or clips made beforehand."""

    def clip(self, text: str, words_per_minute: int = ..., passage: tuple[str, ...] = ()) -> Clip:
        """``text`` as said within ``passage``; zero frames if it says nothing."""


class Cues(Protocol):
    """A cue sheet (``audio.cues``), or clips made beforehand."""

    def clip(self, name: str) -> Clip:
        """Raises InputError (``cue-unknown``)."""


class Sounds:
    """Lengths of sounds, for the session."""

    def __init__(self, cues: Cues, prompts: Prompts) -> None:
        self.cues = cues
        self.prompts = prompts

    def speech_frames(self, text: str, pace: int, passage: tuple[str, ...] = ()) -> int:
        return self.prompts.clip(text, words_per_minute(pace), passage).frames

    def cue_frames(self, name: str) -> int:
        return self.cues.clip(name).frames
