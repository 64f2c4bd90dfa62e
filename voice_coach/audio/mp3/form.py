"""How the frames of one MP3 look: MPEG-2 layer III at 22.05 kHz, constant bit rate.

A frame's length is its bit rate's share of 576 samples, which is no whole number of bytes: some frames carry
a byte of padding more, so that the rate is kept over the file.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from voice_coach.audio.sample_time import SAMPLE_RATE
from voice_coach.errors import InputError

FRAME_SAMPLES = 576
"""Samples in a frame of MPEG-2 layer III, which is what 22.05 kHz means."""

BITRATES_KBPS = (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
"""Bit rates of MPEG-2 layer III, by the number in the frame header, which counts from 1."""

DEFAULT_BITRATE_KBPS = 64
"""2.9 bits a sample: ample for speech at 22 kHz."""

_BYTES_A_KBPS = 72_000  # times kbit/s, over samples a second: bytes a frame
_MONO, _JOINT_STEREO = 0xC4, 0x44


@dataclass(frozen=True)
class Mp3Form:
    """Bit rate and channels. Raises InputError (``bitrate-unknown``) for a bit rate that MP3 lacks."""

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
        """What lies between a frame's header and its sound."""
        return 9 if self.channels == 1 else 17

    def start_of(self, frame: int) -> int:
        """Bytes before frame number ``frame`` at exactly the constant rate."""
        return _BYTES_A_KBPS * self.bitrate_kbps * frame // SAMPLE_RATE

    def count(self, audio_bytes: int) -> int:
        """Frames in ``audio_bytes``: padding keeps the sum within a byte or so of exact."""
        return round(audio_bytes * SAMPLE_RATE / (_BYTES_A_KBPS * self.bitrate_kbps))

    def header(self, *, padded: bool) -> bytes:
        """The four bytes that open a frame without a checksum."""
        rate = BITRATES_KBPS.index(self.bitrate_kbps) + 1 << 4 | padded << 1
        return bytes((0xFF, 0xF3, rate, _MONO if self.channels == 1 else _JOINT_STEREO))

    def silence(self, first: int, past: int) -> bytes:
        """Frames number ``first`` up to ``past``, all silent: no bit of a frame's sound is used."""
        least = self.start_of(1)
        frames = [
            (self.header(padded=padded) + bytes(self.side_info_bytes)).ljust(least + padded, b"\0")
            for padded in (False, True)
        ]
        ends = [self.start_of(frame) for frame in range(first, past + 1)]
        return b"".join(frames[end - start > least] for start, end in pairwise(ends))
