"""How a runner wants to be heard: recogniser, microphone, address, whose voice."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from voice_coach.playing.personal import Personal

if TYPE_CHECKING:
    from voice_coach.listening.personal.only_me import OnlyMe

_SOUND_FILES = (".wav", ".flac", ".mp3", ".ogg")


@dataclass(frozen=True)
class HearingChoices:
    """How the runner is heard. ``microphone`` is a device or a sound file, ``None`` the system's own."""

    recognizer: str
    microphone: str | None
    address: str | None
    record: Path | None
    personal: Personal = field(default_factory=Personal)
    latency_seconds: float | None = None
    """From speaker to microphone, where it was measured before."""
    judge: Path | None = None
    """Where the second judge's model lies, if it's to be asked."""
    only_me: OnlyMe | None = None
    """Obey only the runner's voice."""

    @property
    def recording(self) -> Path | None:
        """The sound file that stands in for a microphone."""
        given = self.microphone
        return Path(given) if given is not None and given.lower().endswith(_SOUND_FILES) else None
