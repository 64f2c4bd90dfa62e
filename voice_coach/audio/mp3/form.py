"""Frames of an MP3: MPEG-2 layer III at 24 kHz, constant bit rate.

A frame is 576 samples (24 ms), a whole number of bytes, so none needs padding.
"""

from __future__ import annotations

from dataclasses import dataclass

from voice_coach.audio.sample_time import SAMPLE_RATE
from voice_coach.errors import InputError

FRAME_SAMPLES = 576

BITRATES_KBPS = (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
"""By the number in the header, from 1."""

DEFAULT_BITRATE_KBPS = 64
"""2.7 bits a sample: ample for speech."""

_BYTES_A_KBPS = 72_000  # times kbit/s, over samples a second: bytes a frame
_24_KHZ = 1  # by the number in the frame header
_MONO, _JOINT_STEREO = 0xC4, 0x44


@dataclass(frozen=True)
class Mp3Form:
    """Raises InputError (``bitrate-unknown``)."""

    bitrate_kbps: int = DEFAULT_BITRATE_KBPS
    channels: int = 1

    def __post_init__(self) -> None:
        if self.bitrate_kbps not in BITRATES_KBPS:
            raise InputError(
                f"MP3 has no bit rate of {self.bitrate_kbps} kbit/s at {SAMPLE_RATE} Hz.",
                hint=f"Choose one of {', '.join(map(str, BITRATES_KBPS))}.",
                code="bitrate-unknown",
            )

    @property
    def side_info_bytes(self) -> int:
        return 9 if self.channels == 1 else 17

    @property
    def frame_bytes(self) -> int:
        return _BYTES_A_KBPS * self.bitrate_kbps // SAMPLE_RATE

    def count(self, audio_bytes: int) -> int:
        """Frames in ``audio_bytes``."""
        return audio_bytes // self.frame_bytes

    def header(self) -> bytes:
        """Four bytes, without a checksum."""
        rate = BITRATES_KBPS.index(self.bitrate_kbps) + 1 << 4 | _24_KHZ << 2
        return bytes((0xFF, 0xF3, rate, _MONO if self.channels == 1 else _JOINT_STEREO))

    def silence(self, frames: int) -> bytes:
        return (self.header() + bytes(self.side_info_bytes)).ljust(self.frame_bytes, b"\0") * frames
