"""Which commands are whose, if only the runner is obeyed.

What halts a session stays open to everyone unless told not to: if you see something wrong, you may stop it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from voice_coach.listening.recogniser import Speech
from voice_coach.listening.voiceprint.port import Whose
from voice_coach.routine.vital_commands import VITAL

NOT_YOU = "not-you"
"""The reason in the journal."""


class Obeys(Protocol):
    def obeys(self, command: str, phrase: str, sound: Speech) -> bool:
        """Whether to obey ``command``, heard as ``phrase``."""


@dataclass(frozen=True, eq=False)
class OnlyMe:
    """``strict``: stop, pause and "it hurts" too."""

    whose: Whose
    strict: bool = False

    def obeys(self, command: str, phrase: str, sound: Speech) -> bool:
        """Whether to obey ``command``, heard as ``phrase``."""
        if command in VITAL and not self.strict:
            return True
        return self.whose.is_runner(sound, phrase)
