"""An MP3's first frame: tells players the exact length.

Players cut the encoder's delay and padding if a silent first frame has Xing's "Info" header with LAME's
extension, which ``lameenc`` doesn't write. Layout: G. Bouvigne, "MP3 Info Tag" rev. 1
(gabriel.mp3-tech.org/mp3infotag.html).
"""

from __future__ import annotations

import struct

from voice_coach.audio.mp3.form import FRAME_SAMPLES, Mp3Form
from voice_coach.audio.sample_time import SAMPLE_RATE

ENCODER_DELAY = 576
"""Samples LAME puts before the sound."""

LEAST_PADDING = 529
"""Samples after the sound: a layer III decoder's delay."""

_LEAST_TAG_KBPS = 64  # the header needs 177 bytes; a frame at 56 kbit/s has 168, one at 64 has 192


def info_frame(form: Mp3Form, *, samples: int, frames: int, audio_bytes: int, quality: int) -> bytes:
    """For ``samples`` in ``frames`` MPEG-2 frames of ``audio_bytes``.

    Its length depends on ``form`` alone, so it's filled in at the end. The music checksum is 0, "not
    computed".
    """
    tag_form = Mp3Form(max(form.bitrate_kbps, _LEAST_TAG_KBPS), form.channels)
    size = tag_form.frame_bytes
    padding = min(max(frames * FRAME_SAMPLES - ENCODER_DELAY - samples, 0), 0xFFF)
    xing = struct.pack(">4sIII", b"Info", 0b1111, frames, size + audio_bytes)
    xing += bytes(percent * 256 // 100 for percent in range(100))  # where each percent lies: constant rate
    xing += struct.pack(">I", 100 - 10 * quality)
    lame = struct.pack(
        ">9sBBIHHBB3sBBHIH",
        b"LAME3.100",
        0x01,  # tag revision 0, constant bit rate
        SAMPLE_RATE // 2 // 100,  # low-pass: none below half the rate
        0,  # peak: not measured
        0,  # gain of the track and
        0,  # of the album: not measured
        0x04,  # threshold of hearing: type 4
        form.bitrate_kbps,
        (ENCODER_DELAY << 12 | padding).to_bytes(3, "big"),
        0x00 if form.channels == 1 else 0x0C,  # source up to 32 kHz; mono or joint stereo
        0x00,  # no gain was applied
        0,  # no preset
        size + audio_bytes,
        0,  # checksum of the music
    )
    head = tag_form.header() + bytes(form.side_info_bytes) + xing + lame
    return (head + struct.pack(">H", _crc16(head))).ljust(size, b"\0")


def _crc16(data: bytes) -> int:
    """CRC-16/ARC."""
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ 0xA001 if crc & 1 else crc >> 1
    return crc
