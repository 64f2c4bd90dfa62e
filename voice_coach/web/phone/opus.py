"""Opus packets to samples, by the npm package ``opus-decoder``'s libopus.

Each clip gets its own decoder, so it always sounds the same.
"""

from __future__ import annotations

import numpy as np

from voice_coach.audio.clip import Samples
from voice_coach.web.phone.foreign import Foreign

EXPORTS = {"create": "i", "allocate": "j", "decode": "k", "destroy": "l", "free": "m", "begin": "h"}
"""The build's names of the functions (``src/EmscriptenWasm.js``)."""

_LARGEST_PACKET_BYTES = 4_000
_LONGEST_PACKET_FRAMES = 5_760


class OpusDecoder:
    """Decodes at ``rate_hz``: 8, 12, 16, 24 or 48 kHz."""

    def __init__(self, module: Foreign, rate_hz: int) -> None:
        self._module = module
        self._rate_hz = rate_hz
        self._call("begin")
        self._packet_at = int(self._call("allocate", _LARGEST_PACKET_BYTES))
        self._frames_at = int(self._call("allocate", 4 * _LONGEST_PACKET_FRAMES))
        self._mapping_at = int(self._call("allocate", 1))
        module.put(self._mapping_at, b"\0")

    def decode(self, packets: bytes, skip_frames: int, frames: int) -> Samples:
        """``frames`` frames after ``skip_frames``; each packet follows its length in two bytes, high byte
        first. Raises ValueError."""
        decoder = self._call("create", self._rate_hz, 1, 1, 0, self._mapping_at, 0, 0)
        try:
            made = [self._decode_one(decoder, packet) for packet in _split(packets)]
        finally:
            self._call("destroy", decoder)
        whole = np.concatenate(made) if made else np.zeros(0, np.float32)
        if len(whole) < skip_frames + frames:
            raise ValueError(f"{len(whole)} frames where {skip_frames + frames} were expected")
        return whole[skip_frames : skip_frames + frames]

    def _decode_one(self, decoder: int, packet: bytes) -> Samples:
        self._module.put(self._packet_at, packet)
        count = int(self._call("decode", decoder, self._packet_at, len(packet), self._frames_at))
        if count < 0:
            raise ValueError(f"libopus answers {count}")
        samples = np.empty(count, np.float32)
        self._module.get(self._frames_at, samples)
        return samples

    def _call(self, name: str, *numbers: float) -> int:
        result: int = self._module.call(EXPORTS[name], *numbers)
        return result


def _split(packets: bytes) -> list[bytes]:
    found, at = [], 0
    while at < len(packets):
        length = int.from_bytes(packets[at : at + 2], "big")
        packet = packets[at + 2 : at + 2 + length]
        if not 0 < length <= _LARGEST_PACKET_BYTES or len(packet) < length:
            raise ValueError("a packet is damaged")
        found.append(packet)
        at += 2 + length
    return found
