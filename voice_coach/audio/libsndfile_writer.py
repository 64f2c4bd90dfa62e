"""FLAC, WAV and Opus through libsndfile: the same bytes everywhere.

It numbers an Ogg stream at random; here the number is fixed.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, BinaryIO, Literal

import numpy as np

from voice_coach.audio.clip import Samples
from voice_coach.audio.file_writer import ClosesItself
from voice_coach.audio.partial_file import Finishing, PartialFile, cannot_write
from voice_coach.audio.pcm import to_int16
from voice_coach.audio.sample_time import SAMPLE_RATE

_OGG_SERIAL = 1
_LEAST_OPUS_BITS, _MOST_OPUS_BITS = 6_000, 256_000
"""Bits a second and channel at compression levels 1 and 0."""

Kind = Literal["FLAC", "WAV", "OPUS"]
KINDS: Mapping[str, Kind] = MappingProxyType({"flac": "FLAC", "wav": "WAV", "opus": "OPUS"})


class LibsndfileWriter(ClosesItself):
    """16-bit mono or two equal channels; see ``FileWriter``. ``bitrate_kbps`` is for Opus."""

    def __init__(self, path: Path, kind: Kind, *, channels: int = 1, bitrate_kbps: int = 32) -> None:
        """Raises OutputError."""
        import soundfile

        self._path, self._kind, self._channels = path, kind, channels
        self._partial = PartialFile(path)
        form: dict[str, Any] = {"format": kind, "subtype": "PCM_16", "samplerate": SAMPLE_RATE}
        if kind == "OPUS":
            least, most = _LEAST_OPUS_BITS, _MOST_OPUS_BITS
            level = 1 - (1_000 * bitrate_kbps / channels - least) / (most - least)
            form = {"format": "OGG", "subtype": "OPUS", "samplerate": SAMPLE_RATE}
            form["compression_level"] = min(1.0, max(0.0, level))
        self._size: int | None = None
        try:
            # By its number, not as a Python file: an error in Python couldn't pass through libsndfile.
            number = os.dup(self._partial.file.fileno())
            self._file: Any = soundfile.SoundFile(number, "w", channels=channels, **form)
        except BaseException:
            self._partial.discard()
            raise

    def write(self, samples: Samples) -> None:
        """See ``FileWriter``."""
        self._put(np.frombuffer(to_int16(samples), "<i2"))

    def close(self, finishing: Finishing | None = None) -> int:
        """See ``FileWriter``."""
        if self._size is not None:
            return self._size
        try:
            self._file.close()
            self._size = self._partial.keep(lambda path: self._finish(path, finishing))
        except OSError as error:
            self.abort()
            raise cannot_write(self._path, error) from error
        except BaseException:
            self.abort()
            raise
        return self._size

    def abort(self) -> None:
        """See ``FileWriter``."""
        with contextlib.suppress(RuntimeError):
            self._file.close()
        self._partial.discard()

    def _put(self, samples: Any) -> None:
        if self._channels > 1:
            samples = np.repeat(samples[:, None], self._channels, axis=1)
        try:
            self._file.write(samples)
        except (RuntimeError, AssertionError) as error:  # it counts what was written and says no more
            reason = _why_not(self._partial.file)
            self.abort()
            raise cannot_write(self._path, reason) from error

    def _finish(self, path: Path, finishing: Finishing | None) -> None:
        if finishing is not None:
            finishing(path)
        if self._kind == "OPUS":
            number_ogg_stream(path, _OGG_SERIAL)


def _why_not(file: BinaryIO) -> OSError:
    """The system's answer to one more byte."""
    try:
        file.write(b"\0")
        file.flush()
    except OSError as error:
        return error
    return OSError("the sound couldn't be stored")


def number_ogg_stream(path: Path, serial: int) -> None:
    """In every page, in place."""
    from mutagen.ogg import OggPage

    page_class: Any = OggPage
    with path.open("r+b") as file:
        end = file.seek(0, os.SEEK_END)
        file.seek(0)
        while (at := file.tell()) < end:
            page = page_class(file)
            page.serial = serial
            file.seek(at)
            file.write(page.write())
