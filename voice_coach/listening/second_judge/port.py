"""The port to a second judge of proposed phrases."""

from __future__ import annotations

from typing import Protocol

from voice_coach.listening.recogniser import HEARING_RATE, Speech

LEAD_SAMPLES = HEARING_RATE // 5
"""Also shown, before and after a command."""


class SecondJudge(Protocol):
    """One command at a time. No method waits long or raises."""

    def ask(self, sound: Speech, phrase: str) -> None:
        """Is ``phrase`` said in ``sound``? Forgets older questions."""

    def verdict(self) -> bool | None:
        """None until it's known."""

    def too_late(self) -> None:
        """No verdict is wanted any more."""
