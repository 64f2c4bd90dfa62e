"""What the engine plays from: sentences and tones, each as a finished clip."""

from __future__ import annotations

from typing import Protocol

from voice_coach.audio.clip import Clip
from voice_coach.audio.mp3.form import FRAME_SAMPLES
from voice_coach.session.actions import PACE_STEP
from voice_coach.speaking.rate import DEFAULT_WORDS_PER_MINUTE

SOUND_GRID_FRAMES = FRAME_SAMPLES
"""Sentences and pacing tones begin with a frame of an MP3, at most 24 ms late, which no one hears: the same
sound is then the same bytes in every file, and need not be encoded again."""


def words_per_minute(pace: int) -> int:
    """Speech rate of a pace step; 0 is usual."""
    return round(DEFAULT_WORDS_PER_MINUTE * (1 + PACE_STEP * pace))


class Prompts(Protocol):
    """Gives sentences: a voice that speaks them now (``speaking.maker``), or clips made beforehand."""

    def clip(self, text: str, words_per_minute: int = ..., passage: tuple[str, ...] = ()) -> Clip:
        """The finished clip of ``text``, as said within ``passage``; zero frames where it says nothing."""


class Cues(Protocol):
    """Gives tones: a sheet of recipes (``audio.cues``), or clips made beforehand."""

    def clip(self, name: str) -> Clip:
        """The cue's sound. Raises InputError (``cue-unknown``) for a name that it doesn't know."""


class Sounds:
    """What the session may know of sounds: how long they are."""

    def __init__(self, cues: Cues, prompts: Prompts) -> None:
        self.cues = cues
        self.prompts = prompts

    def speech_frames(self, text: str, pace: int, passage: tuple[str, ...] = ()) -> int:
        return self.prompts.clip(text, words_per_minute(pace), passage).frames

    def cue_frames(self, name: str) -> int:
        return self.cues.clip(name).frames
