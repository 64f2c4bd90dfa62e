"""The WAV writer: what a file speaker plays, 16-bit mono.

Not a partial file: this is a record of what sounded, so what was played before a Ctrl-C, a full disk or a
kill is kept. The header is brought up to date with each second that is written: the file is whole at every
moment and a kill loses at most the last second.
"""

from __future__ import annotations

import contextlib
import struct
from pathlib import Path
from types import TracebackType

from voice_coach.audio.clip import Samples
from voice_coach.audio.partial_file import cannot_write
from voice_coach.audio.pcm import to_int16
from voice_coach.audio.sample_time import SAMPLE_RATE
from voice_coach.errors import OutputError

_HEADER_BYTES = 44
_FRAME_BYTES = 2
_GATHER_BYTES = SAMPLE_RATE * _FRAME_BYTES
_MOST_BYTES = 0xFFFF_FFFF - _HEADER_BYTES  # a WAV's sizes have 32 bits: 27 hours


class WavWriter:
    """Writes samples as they come; use as a context manager or ``close`` it."""

    def __init__(self, path: Path) -> None:
        """Open, replacing what is there. Raises OutputError where ``path`` cannot be written."""
        self._path = path
        self._frames = 0
        self._gathered = bytearray()
        self._written_bytes = 0
        try:
            self._file = path.open("wb", buffering=0)
            self._all(_header(0))
        except OSError as error:
            raise cannot_write(path, error) from error

    def __enter__(self) -> WavWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()
        else:
            self.abort()

    @property
    def frames(self) -> int:
        """Frames written so far."""
        return self._frames

    def write(self, samples: Samples) -> None:
        """Append ``samples``. Raises OutputError where they cannot be; what was written stays valid."""
        self._frames += int(samples.shape[0])
        self._gathered += to_int16(samples)
        if len(self._gathered) >= _GATHER_BYTES:
            self._append()

    def close(self) -> int:
        """Finish. Returns the file's size in bytes. Raises OutputError; what was written stays valid."""
        if not self._file.closed:
            try:
                self._append()
            finally:
                self._file.close()
        return _HEADER_BYTES + self._written_bytes

    def abort(self) -> None:
        """Close without raising; what was played is kept. Harmless when repeated."""
        with contextlib.suppress(OutputError):
            self.close()

    def _append(self) -> None:
        """Write what was gathered, then the header that counts it."""
        if self._written_bytes + len(self._gathered) > _MOST_BYTES:
            raise OutputError(f"{self._path} has reached 27 hours.", hint="A WAV file cannot be longer.")
        try:
            self._file.seek(_HEADER_BYTES + self._written_bytes)
            self._all(bytes(self._gathered))
            self._written_bytes += len(self._gathered)
            self._gathered.clear()
            self._file.seek(0)
            self._all(_header(self._written_bytes))
        except OSError as error:
            raise cannot_write(self._path, error) from error

    def _all(self, data: bytes) -> None:
        """Write all of ``data``: an unbuffered file may take only a part at a time."""
        left = memoryview(data)
        while left:
            left = left[self._file.write(left) :]


def _header(data_bytes: int) -> bytes:
    """RIFF header for ``data_bytes`` of 16-bit mono PCM at ``SAMPLE_RATE``."""
    form = struct.pack(
        "<HHIIHH", 1, 1, SAMPLE_RATE, SAMPLE_RATE * _FRAME_BYTES, _FRAME_BYTES, 8 * _FRAME_BYTES
    )
    riff = struct.pack("<4sI4s4sI", b"RIFF", _HEADER_BYTES - 8 + data_bytes, b"WAVE", b"fmt ", len(form))
    return riff + form + struct.pack("<4sI", b"data", data_bytes)
