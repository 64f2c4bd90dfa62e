"""What the engine plays from: sentences and tones, each as a finished clip, no matter who makes them."""

from __future__ import annotations

from typing import Protocol

from voice_coach.audio.clip import Clip


class Prompts(Protocol):
    """Gives sentences: a voice that speaks them now (``speaking.maker``), or clips made beforehand."""

    def clip(self, text: str, words_per_minute: int = ..., passage: tuple[str, ...] = ()) -> Clip:
        """The finished clip of ``text``, as said within ``passage``; zero frames where it says nothing."""


class Cues(Protocol):
    """Gives tones: a sheet of recipes (``audio.cues``), or clips made beforehand."""

    def clip(self, name: str) -> Clip:
        """The cue's sound. Raises InputError (``cue-unknown``) for a name that it doesn't know."""
