"""The port for whatever takes finished sound: a file being written, a loudspeaker."""

from __future__ import annotations

from typing import Protocol

from voice_coach.audio.clip import Samples


class Writer(Protocol):
    """Takes sound block after block."""

    def write(self, samples: Samples) -> None:
        """Take ``samples`` (mono float32 at ``SAMPLE_RATE``). Raises ``OutputError`` or ``DeviceError``."""
        ...
