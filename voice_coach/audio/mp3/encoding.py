"""Islands through LAME, each with its own encoder, and a memory of encoded ones."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from typing import Any

import numpy as np

from voice_coach.audio.mp3.form import Mp3Form
from voice_coach.audio.mp3.islands import Piece
from voice_coach.audio.sample_time import SAMPLE_RATE

QUALITY = 5
"""LAME's fastest with psychoacoustic noise shaping; 2 takes twice as long."""


class EncodedIslands:
    """Encoded frames by their sound; drops the least recently used. Thread-safe."""

    def __init__(self, most_bytes: int = 3 * 1024 * 1024) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._frames: OrderedDict[bytes, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: bytes) -> bytes | None:
        with self._lock:
            found = self._frames.get(key)
            if found is not None:
                self._frames.move_to_end(key)
            return found

    def put(self, key: bytes, encoded: bytes) -> None:
        with self._lock:
            if key not in self._frames:
                self._frames[key] = encoded
                self._bytes += len(encoded)
            while self._bytes > self._most_bytes:
                self._bytes -= len(self._frames.popitem(last=False)[1])


class IslandEncoder:
    """One island: pieces in, MP3 frames out."""

    def __init__(self, form: Mp3Form, memory: EncodedIslands | None = None) -> None:
        self._form = form
        self._memory = memory
        self._lame: Any = None

    def encode(self, piece: Piece) -> bytes:
        """The frames of ``piece``; the last brings the encoder's tail."""
        if self._memory is None or not (piece.opens and piece.closes):
            return self._encode(piece)
        key = hashlib.blake2b(piece.pcm, digest_size=16, key=repr(self._form).encode()).digest()
        encoded = self._memory.get(key)
        if encoded is None:
            encoded = self._encode(piece)
            self._memory.put(key, encoded)
        return encoded

    def _encode(self, piece: Piece) -> bytes:
        self._lame = self._lame or _lame(self._form)
        encoded = bytes(self._lame.encode(_interleaved(piece.pcm, self._form.channels)))
        if piece.closes:
            encoded += bytes(self._lame.flush())
        return encoded


def _lame(form: Mp3Form) -> Any:
    import lameenc

    lame = lameenc.Encoder()
    lame.set_bit_rate(form.bitrate_kbps)
    lame.set_in_sample_rate(SAMPLE_RATE)
    lame.set_out_sample_rate(SAMPLE_RATE)
    lame.set_channels(form.channels)
    lame.set_quality(QUALITY)
    lame.silence()
    return lame


def _interleaved(pcm: bytes, channels: int) -> bytes:
    return pcm if channels == 1 else np.frombuffer(pcm, np.int16).repeat(channels).tobytes()
