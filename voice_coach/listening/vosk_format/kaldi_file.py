"""Kaldi's binary files.

Tokens are followed by a space; values by size byte, little endian. A vector is ``FV``; a matrix ``FM`` with
float32 rows, or ``CM3`` with a byte a number between two bounds.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence

import numpy as np

from voice_coach.listening.acoustic.mel import Frames

_BYTES = 255


class KaldiFile:
    def __init__(self) -> None:
        self._stream = io.BytesIO()
        self._stream.write(b"\0B")

    def token(self, *texts: str) -> None:
        """Such as ``<Nnet3>``, or names."""
        for text in texts:
            self._stream.write(text.encode("ascii") + b" ")

    def line(self, text: str = "") -> None:
        """Of nnet3's configuration, text even in binary files."""
        self._stream.write(text.encode("ascii") + b"\n")

    def integer(self, *values: int) -> None:
        for value in values:
            self._stream.write(struct.pack("<bi", 4, value))

    def real(self, value: float) -> None:
        self._stream.write(struct.pack("<bf", 4, value))

    def integers(self, values: Sequence[int]) -> None:
        self._stream.write(struct.pack(f"<bi{len(values)}i", 4, len(values), *values))

    def vector(self, values: Frames) -> None:
        self.token("FV")
        self.integer(values.size)
        self._stream.write(values.astype("<f4").tobytes())

    def matrix(self, values: Frames) -> None:
        """``values``, shape ``(rows, columns)``, exactly."""
        self.token("FM")
        self.integer(*values.shape)
        self._stream.write(np.ascontiguousarray(values, dtype="<f4").tobytes())

    def whole_matrix(self, values: Frames) -> None:
        """From -127 to 127, shape ``(rows, columns)``, a byte each."""
        low = -128
        self.token("CM3")
        self._stream.write(struct.pack("<ffii", low, _BYTES, *values.shape))
        self._stream.write((np.round(values) - low).astype(np.uint8).tobytes())

    def content(self) -> bytes:
        return self._stream.getvalue()
