"""Islands: stretches with sound, on the grid of MP3 frames.

Half of a session is digital silence. Each island gets its own encoder, so cores can share the work and
repeated ones are encoded once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from voice_coach.audio.mp3.form import FRAME_SAMPLES

_FRAME_BYTES = 2 * FRAME_SAMPLES
LEAD_FRAMES = 1
"""An encoder's transform reaches back into it."""
GAP_FRAMES = 8
"""Silence (0.2 s) between islands. An encoder's tail needs up to 3 frames; a new encoder costs some 30."""
LONGEST_PIECE_FRAMES = 1_024
"""25 s; longer sounds go in pieces, to bound memory."""


@dataclass(frozen=True)
class Piece:
    """An island or part of it: 16-bit mono, whole frames of 576 samples; ``first`` is its first MP3 frame."""

    first: int
    pcm: bytes
    opens: bool
    closes: bool


@dataclass
class IslandFinder:
    """Cuts 16-bit samples, whatever the block size."""

    _rest: bytes = b""
    _frames: int = 0
    _island: bytearray = field(default_factory=bytearray)
    _first: int | None = None
    _opens: bool = True
    _gap: int = 0

    def feed(self, pcm: bytes) -> list[Piece]:
        """The pieces that ``pcm`` completes."""
        data = self._rest + pcm
        whole = len(data) - len(data) % _FRAME_BYTES
        self._rest = data[whole:]
        return self._take(data[:whole])

    def finish(self) -> list[Piece]:
        """The last pieces, padded with silence."""
        pieces = self._take(self._rest.ljust(_FRAME_BYTES, b"\0")) if self._rest else []
        self._rest = b""
        return pieces + self._close()

    def _take(self, data: bytes) -> list[Piece]:
        frames = np.frombuffer(data, np.int64).reshape(-1, _FRAME_BYTES // 8)
        sounds = np.asarray(frames.any(axis=1), np.bool_)
        turns = np.flatnonzero(np.diff(sounds)) + 1
        pieces: list[Piece] = []
        edges = [0, *turns.tolist(), len(sounds)]
        for start, end in pairwise(edges):
            if end > start:
                run = data[start * _FRAME_BYTES : end * _FRAME_BYTES]
                pieces += self._sound(run, end - start) if sounds[start] else self._silence(end - start)
        return pieces

    def _sound(self, run: bytes, frames: int) -> list[Piece]:
        if self._first is None:
            lead = min(LEAD_FRAMES, self._frames)
            self._first, self._opens = self._frames - lead, True
            self._island += bytes(lead * _FRAME_BYTES)
        self._island += bytes(self._gap * _FRAME_BYTES) + run
        self._gap = 0
        self._frames += frames
        return self._emit(closes=False) if len(self._island) > LONGEST_PIECE_FRAMES * _FRAME_BYTES else []

    def _silence(self, frames: int) -> list[Piece]:
        self._frames += frames
        if self._first is None:
            return []
        self._gap += frames
        return self._close() if self._gap >= GAP_FRAMES else []

    def _close(self) -> list[Piece]:
        self._gap = 0
        if self._first is None:
            return []
        pieces = self._emit(closes=True)
        self._first = None
        return pieces

    def _emit(self, *, closes: bool) -> list[Piece]:
        assert self._first is not None
        piece = Piece(self._first, bytes(self._island), self._opens, closes)
        self._island.clear()
        self._opens = False
        return [piece]
