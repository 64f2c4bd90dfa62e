"""The tones: samples made on the computer, bit for bit."""

from __future__ import annotations

import json
import zlib

import numpy as np

from voice_coach.audio.clip import Clip, Samples
from voice_coach.errors import InputError


def packed(samples: Samples) -> bytes:
    """The differences of the numbers' bits, first bytes first: half as large."""
    bits = np.ascontiguousarray(samples, "<f4").view("<u4")
    changes = np.diff(bits, prepend=np.zeros(1, "<u4")).astype("<u4")
    return zlib.compress(changes.view(np.uint8).reshape(-1, 4).T.tobytes(), 9)


def unpacked(data: bytes) -> Samples:
    """What ``packed`` got."""
    by_place = np.frombuffer(zlib.decompress(data), np.uint8).reshape(4, -1)
    changes = np.ascontiguousarray(by_place.T).view("<u4").ravel()
    return np.cumsum(changes, dtype="<u4").view("<f4")


class ReadyCues:
    """A ``playing.sounds.Cues``. ``index`` is JSON: each cue's frames, in ``data``'s order; ``data`` is
    ``packed``."""

    def __init__(self, index: str, data: bytes) -> None:
        samples = unpacked(data)
        self._clips: dict[str, Clip] = {}
        at = 0
        for name, frames in json.loads(index).items():
            self._clips[name] = Clip(samples[at : at + frames].astype(np.float32))
            at += frames

    def clip(self, name: str) -> Clip:
        if name not in self._clips:
            raise InputError(f"There is no cue called '{name}'.", code="cue-unknown")
        return self._clips[name]
