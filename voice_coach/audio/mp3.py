"""The MP3 writer: samples in, a gapless, tagged file out, in memory that does not grow with its length.

Where there is more than one core, LAME runs in a thread of its own (``lameenc`` lets go of the interpreter
while it encodes), a few blocks behind the caller: mixing then costs no time. On a single core the two would
only push each other out of its cache, which costs a tenth more. Blocks are encoded in order either way, so
the bytes are the same.

Constant bit rate: players then find any minute at once and exactly, which variable rates do not promise, and
64 kbit/s is 2.9 bits a sample, ample for speech at 22 kHz. Quality 5: the quickest of LAME's settings that
still shapes its noise by the ear; 2 takes twice its time.
"""

from __future__ import annotations

import os
import queue
import threading
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import Any

from voice_coach.audio.clip import Samples
from voice_coach.audio.gapless import BITRATES_KBPS, info_frame
from voice_coach.audio.partial_file import PartialFile, cannot_write
from voice_coach.audio.pcm import to_int16
from voice_coach.audio.sample_time import SAMPLE_RATE
from voice_coach.errors import InputError

DEFAULT_BITRATE_KBPS = 64
QUALITY = 5
_QUEUED_BLOCKS = 8
_BLOCK_BYTES = 128 * 1024  # small blocks are gathered: a hand-over each would cost more than their encoding


@dataclass(frozen=True)
class Mp3Tags:
    """What players show. Empty fields are left out; ``language`` is ISO 639-2, as ID3 wants it (``eng``)."""

    title: str = ""
    artist: str = ""
    album: str = ""
    genre: str = ""
    comment: str = ""
    language: str = "eng"


class Mp3Writer:
    """Encodes what is written to it; the file appears under its name on ``close``.

    As a context manager it closes on success; an exception, Ctrl-C included, leaves nothing behind.
    """

    def __init__(
        self, path: Path, *, tags: Mp3Tags | None = None, bitrate_kbps: int = DEFAULT_BITRATE_KBPS
    ) -> None:
        """Open. Raises OutputError where ``path`` cannot be written, InputError for a bit rate MP3 lacks."""
        if bitrate_kbps not in BITRATES_KBPS:
            known = ", ".join(map(str, BITRATES_KBPS))
            raise InputError(
                f"MP3 has no bit rate of {bitrate_kbps} kbit/s at {SAMPLE_RATE} Hz.",
                hint=f"Choose one of {known}.",
                code="bitrate-unknown",
            )
        import lameenc

        self._path = path
        self._bitrate_kbps = bitrate_kbps
        self._encoder = lameenc.Encoder()
        self._encoder.set_bit_rate(bitrate_kbps)
        self._encoder.set_in_sample_rate(SAMPLE_RATE)
        self._encoder.set_out_sample_rate(SAMPLE_RATE)
        self._encoder.set_channels(1)
        self._encoder.set_quality(QUALITY)
        self._encoder.silence()
        self._samples = self._audio_bytes = 0
        self._gathered = bytearray()
        self._size: int | None = None
        self._failure: Exception | None = None
        self._blocks: queue.Queue[bytes | None] = queue.Queue(_QUEUED_BLOCKS)
        head = _id3(tags) if tags else b""
        self._info_at = len(head)
        self._partial = PartialFile(path)
        self._thread: threading.Thread | None = None
        if cores() > 1:
            self._thread = threading.Thread(target=self._encode_queue, name="mp3-encoder", daemon=True)
        try:
            self._partial.file.write(head + self._info())  # the info frame's place, filled in at the end
            if self._thread is not None:
                self._thread.start()
        except BaseException:
            self._partial.discard()
            raise

    def __enter__(self) -> Mp3Writer:
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
        return self._samples

    def write(self, samples: Samples) -> None:
        """Append ``samples``. Raises OutputError where the file could not take what came before."""
        self._check()
        self._samples += int(samples.shape[0])
        self._gathered += to_int16(samples)
        if len(self._gathered) >= _BLOCK_BYTES:
            self._hand_over()

    def close(self) -> int:
        """Finish: the file has its name. Returns its size in bytes. Raises OutputError, and nothing stays."""
        if self._size is not None:
            return self._size
        try:
            self._hand_over()
            self._stop()
            self._check()
            try:
                if self._samples:  # an encoder that was given nothing cannot be flushed
                    self._take(bytes(self._encoder.flush()))
                self._partial.file.seek(self._info_at)
                self._partial.file.write(self._info())
                size: int = self._partial.file.seek(0, 2)
            except OSError as error:
                raise cannot_write(self._path, error) from error
            self._partial.keep()
        except BaseException:
            self.abort()
            raise
        self._size = size
        return size

    def abort(self) -> None:
        """Give up; nothing stays. Harmless when repeated."""
        self._failure = self._failure or RuntimeError("this MP3 was given up")
        self._stop()
        self._partial.discard()

    def _info(self) -> bytes:
        return info_frame(
            samples=self._samples,
            audio_bytes=self._audio_bytes,
            bitrate_kbps=self._bitrate_kbps,
            quality=QUALITY,
        )

    def _take(self, encoded: bytes) -> None:
        self._partial.file.write(encoded)
        self._audio_bytes += len(encoded)

    def _hand_over(self) -> None:
        if self._gathered:
            block = bytes(self._gathered)
            self._gathered.clear()
            if self._thread is None:
                self._encode(block)
            else:
                self._blocks.put(block)

    def _stop(self) -> None:
        """Let the thread finish its blocks and wait for it."""
        if self._thread is not None and self._thread.is_alive():
            self._blocks.put(None)
            self._thread.join()

    def _check(self) -> None:
        if isinstance(self._failure, OSError):
            self.abort()
            raise cannot_write(self._path, self._failure) from self._failure
        if self._failure is not None:
            raise self._failure

    def _encode_queue(self) -> None:
        """The thread: block after block until there is None."""
        while (block := self._blocks.get()) is not None:
            self._encode(block)

    def _encode(self, block: bytes) -> None:
        """Encode ``block``; after a failure only take it, so that nobody waits."""
        if self._failure is None:
            try:
                self._take(bytes(self._encoder.encode(block)))
            except Exception as error:  # whatever it is, it is raised again where the caller is
                self._failure = error


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _id3(tags: Mp3Tags) -> bytes:
    """An ID3v2.3 tag, which every player reads, in UTF-16, which is what 2.3 has for all of Unicode."""
    import mutagen.id3

    id3: Any = mutagen.id3

    texts = {id3.TIT2: tags.title, id3.TPE1: tags.artist, id3.TALB: tags.album, id3.TCON: tags.genre}
    tag = id3.ID3()
    for frame, text in texts.items():
        if text:
            tag.add(frame(encoding=id3.Encoding.UTF16, text=text))
    tag.add(id3.TLAN(encoding=id3.Encoding.LATIN1, text=tags.language))
    if tags.comment:
        tag.add(id3.COMM(encoding=id3.Encoding.UTF16, lang=tags.language, desc="", text=tags.comment))
    file = BytesIO()
    tag.save(file, v1=0, v2_version=3, padding=lambda _: 0)
    return file.getvalue()
