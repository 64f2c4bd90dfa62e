"""The first frame of an MP3, which tells players how long the sound is to the sample.

An encoder puts a delay before the sound and padding after it. Players cut both off when the file begins with
a silent frame that carries Xing's "Info" header and LAME's extension of it. ``lameenc`` does not write this
frame, so it is built here. Layout: G. Bouvigne, "MP3 Info Tag" rev. 1 (gabriel.mp3-tech.org/mp3infotag.html).
"""

from __future__ import annotations

import struct

from voice_coach.audio.sample_time import SAMPLE_RATE

FRAME_SAMPLES = 576
"""Samples in a frame of MPEG-2 layer III, which is what 22.05 kHz means."""

ENCODER_DELAY = 576
"""Samples that LAME puts before the sound; a decoder's own delay on top is the decoder's to know."""

BITRATES_KBPS = (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
"""Bit rates of MPEG-2 layer III, by the number in the frame header, which counts from 1."""

_SIDE_INFO_BYTES = 9  # MPEG-2, mono
_LEAST_TAG_KBPS = 64  # the header needs 169 bytes; a frame at 56 kbit/s has 182, LAME itself takes 64


def frame_count(audio_bytes: int, bitrate_kbps: int) -> int:
    """Frames in ``audio_bytes`` of constant bit rate: padding keeps the sum within a byte of exact."""
    return round(audio_bytes * SAMPLE_RATE / (72_000 * bitrate_kbps))


def info_frame(*, samples: int, audio_bytes: int, bitrate_kbps: int, quality: int) -> bytes:
    """The frame for ``samples`` samples of mono sound that became ``audio_bytes`` of MPEG-2 frames.

    Its length depends on ``bitrate_kbps`` alone, so that its place can be kept free and filled in at the end.
    The checksum of the music is left at 0, as "not computed": no player reads it.
    """
    tag_kbps = max(bitrate_kbps, _LEAST_TAG_KBPS)
    size = 72_000 * tag_kbps // SAMPLE_RATE
    frames = frame_count(audio_bytes, bitrate_kbps)
    padding = min(max(frames * FRAME_SAMPLES - ENCODER_DELAY - samples, 0), 0xFFF)
    header = bytes(
        (0xFF, 0xF3, BITRATES_KBPS.index(tag_kbps) + 1 << 4, 0xC4)
    )  # MPEG-2, layer III, no CRC, mono
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
        bitrate_kbps,
        (ENCODER_DELAY << 12 | padding).to_bytes(3, "big"),
        0x00,  # source up to 32 kHz, mono
        0x00,  # no gain was applied
        0,  # no preset
        size + audio_bytes,
        0,  # checksum of the music
    )
    head = header + bytes(_SIDE_INFO_BYTES) + xing + lame
    return (head + struct.pack(">H", _crc16(head))).ljust(size, b"\0")


def _crc16(data: bytes) -> int:
    """CRC-16/ARC, over all of the frame that comes before it."""
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ 0xA001 if crc & 1 else crc >> 1
    return crc
