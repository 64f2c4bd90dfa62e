"""The port to a second judge. Ours proposes a phrase; the judge says how well it fits what was said."""

from __future__ import annotations

from typing import Protocol

from voice_coach.listening.recogniser import HEARING_RATE, Speech

LEAD_SAMPLES = HEARING_RATE // 5
"""So much before and after a command is shown to the judge."""


class SecondJudge(Protocol):
    """Asked about one command at a time. None of its methods waits for long or raises."""

    def ask(self, sound: Speech, phrase: str) -> None:
        """Begin to judge whether ``phrase`` is what's said in ``sound``; an older question is forgotten."""

    def verdict(self) -> bool | None:
        """Whether it is; None as long as that isn't known."""

    def too_late(self) -> None:
        """The verdict is no longer wanted: it took too long."""
