"""Kaldi's file format in both its spellings, text and binary: tokens, numbers, vectors and matrices.

Kaldi reads its objects as a stream of tokens, each followed by one space, with basic values between them. In
text a value is its digits and a vector is ``[ 1 2 ]``. In binary a value is a byte for its size and then its
bytes; a vector is ``FV`` and a matrix ``FM``, with dimensions and rows of float32, all little-endian.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]


class KaldiWriter(Protocol):
    """Collects one object, piece by piece."""

    def token(self, text: str) -> None:
        """A tag such as ``<Nnet3>``, or a name."""

    def line(self, text: str = "") -> None:
        """A line of plain text: nnet3's configuration, or in text only a break for the reader's eye."""

    def integer(self, value: int) -> None: ...

    def real(self, value: float) -> None: ...

    def integers(self, values: Sequence[int]) -> None:
        """A vector of int32 as Kaldi's WriteIntegerVector writes it."""

    def vector(self, values: Floats) -> None: ...

    def matrix(self, values: Floats) -> None: ...

    def content(self) -> bytes:
        """All that was written, ready for a file."""


class TextWriter:
    """The spelling that people can read. ``repr`` of a float32 is short and exact."""

    def __init__(self) -> None:
        self._parts: list[str] = []

    def token(self, text: str) -> None:
        self._parts.append(f"{text} ")

    def line(self, text: str = "") -> None:
        self._parts.append(f"{text}\n")

    def integer(self, value: int) -> None:
        self._parts.append(f"{value} ")

    def real(self, value: float) -> None:
        self._parts.append(f"{value:.9g} ")

    def integers(self, values: Sequence[int]) -> None:
        self._parts.append(" ".join(map(str, values)) + "\n")

    def vector(self, values: Floats) -> None:
        self._parts.append(f" [ {_digits(values)}]\n")

    def matrix(self, values: Floats) -> None:
        rows = "".join(f"\n  {_digits(row)}" for row in values)
        self._parts.append(f" [{rows}]\n")

    def content(self) -> bytes:
        return "".join(self._parts).encode("ascii")


class BinaryWriter:
    """The spelling that loads quickly."""

    def __init__(self) -> None:
        self._stream = io.BytesIO()
        self._stream.write(b"\0B")

    def token(self, text: str) -> None:
        self._stream.write(text.encode("ascii") + b" ")

    def line(self, text: str = "") -> None:
        self._stream.write(text.encode("ascii") + b"\n")

    def integer(self, value: int) -> None:
        self._stream.write(struct.pack("<bi", 4, value))

    def real(self, value: float) -> None:
        self._stream.write(struct.pack("<bf", 4, value))

    def integers(self, values: Sequence[int]) -> None:
        self._stream.write(struct.pack(f"<bi{len(values)}i", 4, len(values), *values))

    def vector(self, values: Floats) -> None:
        self.token("FV")
        self.integer(values.size)
        self._stream.write(values.astype("<f4").tobytes())

    def matrix(self, values: Floats) -> None:
        self.token("FM")
        self.integer(values.shape[0])
        self.integer(values.shape[1])
        self._stream.write(np.ascontiguousarray(values, dtype="<f4").tobytes())

    def content(self) -> bytes:
        return self._stream.getvalue()


def _digits(row: Floats) -> str:
    return "".join(f"{float(value):.9g} " for value in row)
