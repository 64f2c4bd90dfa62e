"""Where an MP3's sound begins, and if its stated length can be true.

libsndfile trusts the head or the first frame; both are often wrong.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO

from voice_coach.audio.foreign.kinds import id3_bytes

_LOOKED_AT = 16_384
_BEFORE_TAGS_END = 16
"""Some writers count their tag too long."""
_KBPS_MPEG1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_KBPS_MPEG2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_RATES_HZ = (44_100, 48_000, 32_000)
_RATE_SHARE = {3: 1, 2: 2, 0: 4}
_HONEST_SHARE = 0.02


@dataclass(frozen=True)
class Mp3Start:
    """``start``: byte of the first frame; ``tells_length``: the stated length is true."""

    start: int
    tells_length: bool


def mp3_start(file: BinaryIO, head: bytes, size: int) -> Mp3Start | None:
    """None if it isn't layer III."""
    tag = id3_bytes(head)
    at = max(0, tag - _BEFORE_TAGS_END)
    file.seek(at)
    piece = file.read(_LOOKED_AT)
    for place in range(len(piece) - 4 if tag else 1):
        length = _frame_bytes(piece[place : place + 4])
        if length and _frame_bytes(piece[place + length : place + length + 4]):
            told = _told_bytes(piece[place : place + length])
            there = size - at - place
            if told is None:
                return Mp3Start(at + place, tells_length=False)
            if there - told > max(_LOOKED_AT, _HONEST_SHARE * told):
                return Mp3Start(at + place + length, tells_length=False)
            return Mp3Start(at + place, tells_length=True)
    return None


def _frame_bytes(header: bytes) -> int:
    """0 if it's no layer III header."""
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xE6 != 0xE2:
        return 0
    version, rate, column = header[1] >> 3 & 3, header[2] >> 4, header[2] >> 2 & 3
    if version == 1 or rate in {0, 15} or column == 3:
        return 0
    kbps = (_KBPS_MPEG1 if version == 3 else _KBPS_MPEG2)[rate]
    rate_hz = _RATES_HZ[column] // _RATE_SHARE[version]
    return (144_000 if version == 3 else 72_000) * kbps // rate_hz + (header[2] >> 1 & 1)


def _told_bytes(frame: bytes) -> int | None:
    """Bytes of sound by the first frame's Xing, LAME or VBRI header."""
    for name in (b"Xing", b"Info"):
        at = frame.find(name, 4, 48)
        if at > 0:
            flags = int.from_bytes(frame[at + 4 : at + 8], "big")
            if flags & 3 != 3:  # frames and bytes
                return None
            return int.from_bytes(frame[at + 12 : at + 16], "big")
    if frame[36:40] == b"VBRI":
        return int.from_bytes(frame[46:50], "big")
    return None
