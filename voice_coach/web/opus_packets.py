"""A clip to Opus packets, taken from an Ogg file by libsndfile.

Each follows its length in two bytes, high byte first. Hundreds of Ogg files would have some hundred bytes of
head each.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np

from voice_coach.audio.clip import Samples
from voice_coach.audio.sample_time import SAMPLE_RATE

OPUS_RATES_HZ = (8_000, 12_000, 16_000, 24_000, 48_000)
_HEAD_RATE_HZ = 48_000
"""An Opus head always counts frames of this rate."""
_LEAST_BITS, _MOST_BITS = 6_000, 256_000
"""Bits a second at libsndfile's compression levels 1 and 0."""
_PADDING_SECONDS = 0.06


@dataclass(frozen=True)
class Packets:
    """``skip_frames``: decoded frames before the clip's first, at its rate."""

    data: bytes
    skip_frames: int


def opus_packets(samples: Samples, bits_a_second: int, rate_hz: int = SAMPLE_RATE) -> Packets:
    """Mono ``samples`` at one of ``OPUS_RATES_HZ``. Reproducible."""
    import soundfile

    if rate_hz not in OPUS_RATES_HZ:
        raise ValueError(f"Opus knows no rate of {rate_hz} Hz")
    padded = np.concatenate((samples, np.zeros(round(_PADDING_SECONDS * rate_hz), np.float32)))
    level = 1 - (bits_a_second - _LEAST_BITS) / (_MOST_BITS - _LEAST_BITS)
    memory = io.BytesIO()
    with soundfile.SoundFile(
        memory,
        "w",
        samplerate=rate_hz,
        channels=1,
        format="OGG",
        subtype="OPUS",
        compression_level=min(1.0, max(0.0, level)),
    ) as file:
        file.write(padded)
    head, _tags, *packets = packets_of(memory.getvalue())
    skip_frames = int.from_bytes(head[10:12], "little") * rate_hz // _HEAD_RATE_HZ
    return Packets(b"".join(len(one).to_bytes(2, "big") + one for one in packets), skip_frames)


def packets_of(ogg: bytes) -> list[bytes]:
    """The packets of an Ogg file with one stream, head and tags first. Raises ValueError."""
    packets, unfinished, at = [], b"", 0
    while at < len(ogg):
        if ogg[at : at + 4] != b"OggS" or len(ogg) < at + 27:
            raise ValueError("no page of an Ogg file")
        lacing = ogg[at + 27 : at + 27 + ogg[at + 26]]
        at += 27 + len(lacing)
        for size in lacing:
            unfinished += ogg[at : at + size]
            at += size
            if size < 255:
                packets.append(unfinished)
                unfinished = b""
    return packets
