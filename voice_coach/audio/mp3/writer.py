"""The MP3 writer: samples in, a gapless file out, in constant memory.

As many threads as cores encode islands (``lameenc`` releases the interpreter); the bytes are the same.
"""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import numpy as np

from voice_coach.audio.clip import Samples
from voice_coach.audio.cores import cores
from voice_coach.audio.file_writer import ClosesItself
from voice_coach.audio.mp3.encoding import QUALITY, EncodedIslands, IslandEncoder
from voice_coach.audio.mp3.form import FRAME_SAMPLES, Mp3Form
from voice_coach.audio.mp3.info_frame import ENCODER_DELAY, LEAST_PADDING, info_frame
from voice_coach.audio.mp3.islands import IslandFinder, Piece
from voice_coach.audio.partial_file import Finishing, PartialFile, cannot_write
from voice_coach.audio.pcm import to_int16

_MADE_GOOD = np.float32(1 / 0.95)
"""LAME lowers everything by 0.45 dB; the limiter leaves room."""

_MOST_WAITING = 32
_MOST_THREADS = 4
_GATHER_BYTES = 128 * 1024  # blocks from a live session are small: looking into each would cost more


class Mp3Writer(ClosesItself):
    """See ``FileWriter``."""

    def __init__(
        self, path: Path, *, form: Mp3Form | None = None, memory: EncodedIslands | None = None
    ) -> None:
        """Files written in turn may share ``memory``. Raises OutputError."""
        self._path = path
        self._form = form or Mp3Form()
        self._memory = memory
        self._islands = IslandFinder()
        self._gathered = bytearray()
        self._samples = self._mp3_frames = self._audio_bytes = 0
        self._size: int | None = None
        self._encoder: IslandEncoder | None = None
        self._waiting: deque[tuple[Piece, Future[bytes]]] = deque()
        self._partial = PartialFile(path)
        self._pool: ThreadPoolExecutor | None = None
        if cores() > 1:
            self._pool = ThreadPoolExecutor(min(cores(), _MOST_THREADS), "mp3-encoder")
        try:
            self._partial.file.write(self._info())  # the info frame's place, filled in at the end
        except BaseException:
            self.abort()
            raise

    @property
    def frames(self) -> int:
        """Frames written so far."""
        return self._samples

    def write(self, samples: Samples) -> None:
        """Append. Raises OutputError, also for earlier samples."""
        self._samples += int(samples.shape[0])
        self._gathered += to_int16(samples * _MADE_GOOD)
        if len(self._gathered) >= _GATHER_BYTES:
            pcm = bytes(self._gathered)
            self._gathered.clear()
            self._hand_over(self._islands.feed(pcm))

    def close(self, finishing: Finishing | None = None) -> int:
        """See ``FileWriter``."""
        if self._size is not None:
            return self._size
        try:
            self._hand_over(self._islands.feed(bytes(self._gathered)) + self._islands.finish())
            self._collect(0)
            self._write_silence(max(self._frames_in_all(), self._mp3_frames))
            try:
                self._partial.file.seek(0)
                self._partial.file.write(self._info())
            except OSError as error:
                raise cannot_write(self._path, error) from error
            self._stop()
            self._size = self._partial.keep(finishing)
        except BaseException:
            self.abort()
            raise
        return self._size

    def abort(self) -> None:
        """See ``FileWriter``."""
        self._stop()
        self._partial.discard()

    def _frames_in_all(self) -> int:
        """Room for both delays and every sample."""
        if not self._samples:
            return 0
        return -(-(self._samples + ENCODER_DELAY + LEAST_PADDING) // FRAME_SAMPLES)

    def _info(self) -> bytes:
        return info_frame(
            self._form,
            samples=self._samples,
            frames=self._mp3_frames,
            audio_bytes=self._audio_bytes,
            quality=QUALITY,
        )

    def _hand_over(self, pieces: list[Piece]) -> None:
        for piece in pieces:
            if piece.opens:
                self._encoder = IslandEncoder(self._form, self._memory)
            assert self._encoder is not None
            if self._pool is None:
                self._place(piece, self._encoder.encode(piece))
            elif piece.opens and piece.closes:
                self._waiting.append((piece, self._pool.submit(self._encoder.encode, piece)))
                self._collect(_MOST_WAITING)
            else:  # the pieces of one island need one encoder, one after the other
                self._collect(0)
                self._place(piece, self._pool.submit(self._encoder.encode, piece).result())

    def _collect(self, most_waiting: int) -> None:
        """Write what's encoded, in order, until at most ``most_waiting`` are left."""
        while len(self._waiting) > most_waiting or (self._waiting and self._waiting[0][1].done()):
            piece, encoded = self._waiting.popleft()
            self._place(piece, encoded.result())

    def _place(self, piece: Piece, encoded: bytes) -> None:
        if piece.opens:
            self._write_silence(piece.first)
        self._append(encoded, self._form.count(len(encoded)))

    def _write_silence(self, past: int) -> None:
        self._append(self._form.silence(past - self._mp3_frames), past - self._mp3_frames)

    def _append(self, data: bytes, frames: int) -> None:
        try:
            self._partial.file.write(data)
        except OSError as error:
            raise cannot_write(self._path, error) from error
        self._audio_bytes += len(data)
        self._mp3_frames += frames

    def _stop(self) -> None:
        """End the threads, skipping islands not begun."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
