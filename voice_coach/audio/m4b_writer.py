"""M4B audiobooks: AAC in MP4, through PyAV (the extra ``m4b``).

MP4 wants chapters before sound, but they're known only at the end: packets are copied behind them.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from voice_coach.audio.clip import Samples
from voice_coach.audio.file_writer import ClosesItself
from voice_coach.audio.partial_file import Finishing, PartialFile, beside, cannot_write
from voice_coach.audio.pcm import to_int16
from voice_coach.audio.sample_time import SAMPLE_RATE
from voice_coach.errors import MissingPartError

_REPEATABLE = {"fflags": "+bitexact"}
"""No version, no date: the same bytes each time."""
_MILLISECONDS = Fraction(1, 1_000)


class M4bWriter(ClosesItself):
    """AAC, mono or two equal channels; see ``FileWriter``."""

    def __init__(self, path: Path, *, channels: int = 1, bitrate_kbps: int = 64) -> None:
        """Raises MissingPartError (``m4b``), OutputError."""
        av = _av()
        self._path, self._channels = path, channels
        self._size: int | None = None
        self._partial = PartialFile(path)
        try:
            self._container = av.open(self._partial.file, "w", format="mp4", container_options=_REPEATABLE)
            self._stream: Any = self._container.add_stream("aac", rate=SAMPLE_RATE)
            self._stream.layout = _layout(channels)
            self._stream.bit_rate = 1_000 * bitrate_kbps
            self._stream.codec_context.flags |= av.codec.context.Flags.bitexact
        except BaseException:
            self._partial.discard()
            raise
        self._frames = 0

    def write(self, samples: Samples) -> None:
        """See ``FileWriter``."""
        pcm = np.frombuffer(to_int16(samples), "<i2").repeat(self._channels).reshape(1, -1)
        frame = _av().AudioFrame.from_ndarray(pcm, format="s16", layout=_layout(self._channels))
        frame.sample_rate, frame.pts = SAMPLE_RATE, self._frames
        frame.time_base = Fraction(1, SAMPLE_RATE)
        self._frames += int(samples.shape[0])
        self._mux(frame)

    def close(self, finishing: Finishing | None = None) -> int:
        """See ``FileWriter``."""
        if self._size is not None:
            return self._size
        try:
            self._mux(None)
            self._container.close()
            self._size = self._partial.keep(finishing)
        except OSError as error:
            self.abort()
            raise cannot_write(self._path, error) from error
        except BaseException:
            self.abort()
            raise
        return self._size

    def abort(self) -> None:
        """See ``FileWriter``."""
        self._partial.discard()

    def _mux(self, frame: Any) -> None:
        try:
            self._container.mux(self._stream.encode(frame))
        except OSError as error:
            self.abort()
            raise cannot_write(self._path, error) from error


def with_chapters(path: Path, chapters: Sequence[tuple[str, float, float]]) -> None:
    """Add ``chapters`` (title, start, end in seconds) without touching the sound. Raises OSError."""
    av = _av()
    copy = beside(path, "chapters")
    listed = [
        {
            "id": number,
            "start": round(start / _MILLISECONDS),
            "end": round(end / _MILLISECONDS),
            "time_base": _MILLISECONDS,
            "metadata": {"title": title},
        }
        for number, (title, start, end) in enumerate(chapters)
    ]
    try:
        with (
            av.open(str(path)) as source,
            av.open(str(copy), "w", format="ipod", container_options=_REPEATABLE) as target,
        ):
            target.set_chapters(listed)
            stream = target.add_stream_from_template(source.streams.audio[0])
            for packet in source.demux(source.streams.audio[0]):
                if packet.dts is not None:
                    packet.stream = stream
                    target.mux(packet)
        copy.replace(path)
    finally:
        copy.unlink(missing_ok=True)


def _layout(channels: int) -> str:
    return "mono" if channels == 1 else "stereo"


def _av() -> Any:
    try:
        import av
    except ImportError as error:
        raise MissingPartError(
            "M4B files need the package PyAV, which isn't installed.",
            hint="Install it with: pip install 'voice-coach[m4b]', or write an MP3.",
            code="m4b",
        ) from error
    return av
