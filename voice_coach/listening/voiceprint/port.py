"""The port to whatever tells the runner's voice from others'."""

from __future__ import annotations

from typing import Protocol

from voice_coach.listening.recogniser import HEARING_RATE, Speech

LEAD_SAMPLES = 3 * HEARING_RATE // 100
"""So much before and after the speech itself belongs to the sound that is compared."""


class Whose(Protocol):
    """Tells the runner's voice from others'."""

    def is_runner(self, sound: Speech, phrase: str) -> bool:
        """Whether ``sound``, in which ``phrase`` is said, is the runner's."""
