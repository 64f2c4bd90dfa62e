"""How a runner wants to be heard."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from voice_coach.playing.personal import Personal

if TYPE_CHECKING:
    from voice_coach.listening.personal.only_me import Obeys

_SOUND_FILES = (".wav", ".flac", ".mp3", ".ogg")


@dataclass(frozen=True)
class HearingChoices:
    """``microphone``: a device or a sound file; ``None``: the system's."""

    recognizer: str
    microphone: str | None
    address: str | None
    record: Path | None
    personal: Personal = field(default_factory=Personal)
    latency_seconds: float | None = None
    """From speaker to microphone, if measured."""
    judge: Path | None = None
    """The second judge's model, if it's to be asked."""
    only_me: Obeys | None = None

    @property
    def recording(self) -> Path | None:
        """The sound file in a microphone's role."""
        given = self.microphone
        return Path(given) if given is not None and given.lower().endswith(_SOUND_FILES) else None
