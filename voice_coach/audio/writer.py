"""The port for anything that takes finished sound: a file, a loudspeaker."""

from __future__ import annotations

from typing import Protocol

from voice_coach.audio.clip import Samples


class Writer(Protocol):
    """Takes sound block after block."""

    def write(self, samples: Samples) -> None:
        """Take mono float32 ``samples`` at ``SAMPLE_RATE``. Raises ``OutputError`` or ``DeviceError``."""
        ...
