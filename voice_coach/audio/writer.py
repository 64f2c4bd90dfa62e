"""The port for what takes finished sound: a file, a loudspeaker."""

from __future__ import annotations

from typing import Protocol

from voice_coach.audio.clip import Samples


class Writer(Protocol):
    def write(self, samples: Samples) -> None:
        """Mono float32 at ``SAMPLE_RATE``. Raises ``OutputError`` or ``DeviceError``."""
        ...
