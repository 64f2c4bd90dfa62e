"""The port to what tells the runner's voice."""

from __future__ import annotations

from typing import Protocol

from voice_coach.listening.recogniser import HEARING_RATE, Speech

LEAD_SAMPLES = 3 * HEARING_RATE // 100
"""Compared too, before and after the speech."""


class Whose(Protocol):
    def is_runner(self, sound: Speech, phrase: str) -> bool:
        """Whether ``sound``, in which ``phrase`` is said, is the runner's."""
