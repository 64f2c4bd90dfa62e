"""Opus packets to samples, by the npm package ``opus-decoder``'s libopus.

Each clip gets its own decoder, so it always sounds the same.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from voice_coach.audio.clip import Samples
from voice_coach.web.phone.foreign import Foreign, int32

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
        parts, sizes = _split(packets)
        whole: Samples = np.empty(skip_frames + frames, np.float32)
        decoder = self._call("create", self._rate_hz, 1, 1, 0, self._mapping_at, 0, 0)
        try:
            places = (self._packet_at, self._frames_at)
            count = int(self._module.stream(EXPORTS["decode"], decoder, parts, sizes, *places, whole))
        finally:
            self._call("destroy", decoder)
        if count < 0:
            raise ValueError(f"libopus answers {count}")
        if count < len(whole):
            raise ValueError(f"{count} frames where {len(whole)} were expected")
        return whole[skip_frames:]

    def _call(self, name: str, *numbers: float) -> int:
        result: int = self._module.call(EXPORTS[name], *numbers)
        return result


def _split(packets: bytes) -> tuple[bytes, npt.NDArray[np.int32]]:
    """The packets one after the other, and their sizes."""
    parts, sizes, at = bytearray(), [], 0
    while at < len(packets):
        length = int.from_bytes(packets[at : at + 2], "big")
        packet = packets[at + 2 : at + 2 + length]
        if not 0 < length <= _LARGEST_PACKET_BYTES or len(packet) < length:
            raise ValueError("a packet is damaged")
        parts += packet
        sizes.append(length)
        at += 2 + length
    return bytes(parts), int32(sizes)
