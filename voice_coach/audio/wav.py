"""The WAV writer: 16-bit mono."""

from __future__ import annotations

import contextlib
import struct
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from voice_coach.audio.clip import Samples
from voice_coach.audio.partial_file import PartialFile, cannot_write
from voice_coach.audio.pcm import to_int16
from voice_coach.audio.sample_time import SAMPLE_RATE
from voice_coach.errors import OutputError

_HEADER_BYTES = 44
_FRAME_BYTES = 2
_GATHER_BYTES = SAMPLE_RATE * _FRAME_BYTES
_MOST_BYTES = 0xFFFF_FFFF - _HEADER_BYTES  # a WAV's sizes have 32 bits: 27 hours


class WavWriter:
    """A context manager; an exception leaves nothing. Devices and pipes are written directly."""

    def __init__(self, path: Path) -> None:
        """Raises OutputError."""
        self._path = path
        self._frames = self._written_bytes = 0
        self._gathered = bytearray()
        self._partial: PartialFile | None = None
        self._closed = False
        if path.exists() and not path.is_file() and not path.is_dir():
            try:
                self._file: BinaryIO = path.open("wb")
            except OSError as error:
                raise cannot_write(path, error) from error
        else:
            self._partial = PartialFile(path)
            self._file = self._partial.file
        try:
            self._put(_header(_MOST_BYTES if self._partial is None else 0))
        except BaseException:
            self.abort()
            raise

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
        """Raises OutputError; nothing stays then."""
        self._frames += int(samples.shape[0])
        self._gathered += to_int16(samples)
        if len(self._gathered) >= _GATHER_BYTES:
            self._append()

    def close(self) -> int:
        """Returns the bytes. Raises OutputError, and nothing stays."""
        if not self._closed:
            try:
                self._append()
                if self._partial is not None:
                    self._file.seek(0)
                    self._put(_header(self._written_bytes))
                    self._partial.keep()
                else:
                    self._file.close()
            except OSError as error:
                self.abort()
                raise cannot_write(self._path, error) from error
            except BaseException:
                self.abort()
                raise
            self._closed = True
        return _HEADER_BYTES + self._written_bytes

    def abort(self) -> None:
        """Nothing stays. May be repeated."""
        if not self._closed:
            self._closed = True
            if self._partial is not None:
                self._partial.discard()
            with contextlib.suppress(OSError):
                self._file.close()

    def _append(self) -> None:
        if self._written_bytes + len(self._gathered) > _MOST_BYTES:
            raise OutputError(f"{self._path} has reached 27 hours.", hint="A WAV file can't be longer.")
        self._put(bytes(self._gathered))
        self._written_bytes += len(self._gathered)
        self._gathered.clear()

    def _put(self, data: bytes) -> None:
        try:
            self._file.write(data)
            self._file.flush()
        except OSError as error:
            self.abort()
            raise cannot_write(self._path, error) from error


def _header(data_bytes: int) -> bytes:
    """RIFF, for 16-bit mono PCM at ``SAMPLE_RATE``."""
    form = struct.pack(
        "<HHIIHH", 1, 1, SAMPLE_RATE, SAMPLE_RATE * _FRAME_BYTES, _FRAME_BYTES, 8 * _FRAME_BYTES
    )
    riff = struct.pack("<4sI4s4sI", b"RIFF", _HEADER_BYTES - 8 + data_bytes, b"WAVE", b"fmt ", len(form))
    return riff + form + struct.pack("<4sI", b"data", data_bytes)
