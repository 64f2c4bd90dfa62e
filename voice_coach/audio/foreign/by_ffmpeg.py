"""Sound through ffmpeg, decoded while it's read."""

from __future__ import annotations

import contextlib
import shutil
import struct
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

import numpy as np
import numpy.typing as npt

_AU_HEAD = struct.Struct(">4sIIIII")
_FLOAT_32 = 6
_SILENT_SECONDS = 60.0
"""Longer is a hang."""
_MOST_BYTES_OF_REASON = 20_000


def ffmpeg_program() -> str | None:
    """The path of ffmpeg or avconv, if installed."""
    return shutil.which("ffmpeg") or shutil.which("avconv")


class FfmpegStream:
    """The first sound track of ``path``.

    Raises ValueError with ffmpeg's message if there is none, OSError if it doesn't start.
    """

    def __init__(self, program: str, path: Path, *, silent_seconds: float = _SILENT_SECONDS) -> None:
        # "file:" keeps a name with a colon from being an address, and the whitelist a playlist off the net.
        command = [program, "-nostdin", "-v", "error", "-protocol_whitelist", "file", "-i", f"file:{path}"]
        command += ["-map", "0:a:0", "-c:a", "pcm_f32be", "-f", "au", "pipe:1"]
        self._process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        self._silent_seconds = silent_seconds
        self._reason = b""
        self._listener = threading.Thread(target=self._listen, name="ffmpeg-errors", daemon=True)
        self._listener.start()
        try:
            head = self._read(_AU_HEAD.size)
            if len(head) < _AU_HEAD.size:
                raise ValueError(self._why())
            _, start, _, encoding, rate_hz, channels = _AU_HEAD.unpack(head)
            if encoding != _FLOAT_32 or start < _AU_HEAD.size:
                raise ValueError("ffmpeg gave something else than was asked for")
            self._read(start - _AU_HEAD.size)
        except BaseException:
            self.close()
            raise
        self.rate_hz, self.channels = int(rate_hz), int(channels)

    def blocks(self, frames: int) -> Iterator[npt.NDArray[np.float32]]:
        """Blocks of shape ``(frames, channels)``, the last one shorter."""
        frame_bytes = 4 * self.channels
        while True:
            data = self._read(frames * frame_bytes)
            whole = len(data) - len(data) % frame_bytes
            if whole:
                yield np.frombuffer(data[:whole], ">f4").astype(np.float32).reshape(-1, self.channels)
            if len(data) < frames * frame_bytes:
                return

    def close(self) -> None:
        """May be repeated."""
        self._process.kill()
        self._process.wait()
        self._listener.join(1.0)
        for pipe in (self._process.stdout, self._process.stderr):
            with contextlib.suppress(OSError):
                cast(BinaryIO, pipe).close()

    def _read(self, count: int) -> bytes:
        """Fewer bytes at the end."""
        alarm = threading.Timer(self._silent_seconds, self._process.kill)
        alarm.daemon = True
        alarm.start()
        try:
            return cast(BinaryIO, self._process.stdout).read(count)
        finally:
            alarm.cancel()

    def _listen(self) -> None:
        """Drain its messages, so it never blocks."""
        with contextlib.suppress(OSError, ValueError):
            while data := cast(BinaryIO, self._process.stderr).read(4_096):
                self._reason = (self._reason + data)[-_MOST_BYTES_OF_REASON:]

    def _why(self) -> str:
        self._process.wait()
        self._listener.join(1.0)
        return self._reason.decode("utf-8", "replace")
