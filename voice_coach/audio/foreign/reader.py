"""Opens any sound file by content: libsndfile first, then ffmpeg."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, cast

import numpy as np
import numpy.typing as npt

from voice_coach.audio.clip import Samples
from voice_coach.audio.foreign.by_ffmpeg import FfmpegStream, ffmpeg_program
from voice_coach.audio.foreign.kinds import FIRST_BYTES, id3_bytes, is_playlist, is_text, looks_like_sound
from voice_coach.audio.foreign.mixing import Downmix
from voice_coach.audio.foreign.mpeg import mp3_start
from voice_coach.audio.foreign.riff import mended_head
from voice_coach.audio.foreign.unreadable import Unreadable
from voice_coach.audio.foreign.view import View

BLOCK_FRAMES = 1 << 16
_LOWEST_RATE_HZ, _HIGHEST_RATE_HZ, _MOST_CHANNELS = 4_000, 400_000, 32
"""Nothing real is outside these."""

_LONGEST_SECONDS = 10_000_000.0
_RATES_APART = 64
"""Most by which an MP3's guessed length is short: 320 against 8 kbit/s is 40."""
_PIECE_FRAMES = 4_096
"""Small, so little is lost at damage."""

SampleBlock = npt.NDArray[np.float32]


class ForeignSound:
    """An open sound file. ``damaged``: unreadable to its end, or held non-numbers (now 0)."""

    def __init__(self, path: Path) -> None:
        """Raises Unreadable."""
        self._path = path
        self._file = _opened(path)
        self.damaged = False
        self._sndfile: Any = None
        self._ffmpeg: FfmpegStream | None = None
        try:
            self._begin()
        except BaseException:
            self.close()
            raise

    @property
    def is_direct(self) -> bool:
        """Whether it's read without another program."""
        return self._ffmpeg is None

    @property
    def declared_seconds(self) -> float | None:
        """The stated length if it can be true, else None."""
        seconds = self.declared_frames / self.rate_hz
        return seconds if 0 < seconds < _LONGEST_SECONDS else None

    @property
    def declared_frames(self) -> int:
        """As stated, perhaps wrongly; 0 if not."""
        return int(self._sndfile.frames) if self._sndfile is not None and self._is_truthful else 0

    def blocks(self, frames: int = BLOCK_FRAMES) -> Iterator[SampleBlock]:
        """All the sound, once, float32 of shape ``(frames, channels)``. Damage ends it early."""
        for block in self._raw_blocks(frames):
            if np.isfinite(block).all():
                yield block
            else:
                self.damaged = True
                yield np.nan_to_num(block, nan=0.0, posinf=0.0, neginf=0.0)

    def mono(self, frames: int = BLOCK_FRAMES) -> Iterator[Samples]:
        """The same as one channel; see ``Downmix``."""
        mixer = Downmix(self.channels)
        for block in self.blocks(frames):
            yield mixer.feed(block)

    def excerpt(self, start: int, frames: int) -> SampleBlock:
        """Up to ``frames`` from ``start``, if ``is_direct``; may be empty."""
        import soundfile

        try:
            self._sndfile.seek(start)
            read: SampleBlock = self._sndfile.read(frames, dtype="float32", always_2d=True)
        except (soundfile.SoundFileError, OSError, ValueError, RuntimeError):
            return np.zeros((0, self.channels), np.float32)
        return np.nan_to_num(read, nan=0.0, posinf=0.0, neginf=0.0)

    def close(self) -> None:
        """May be repeated."""
        if self._ffmpeg is not None:
            self._ffmpeg.close()
        if self._sndfile is not None:
            self._sndfile.close()
        self._file.close()

    def __enter__(self) -> ForeignSound:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _begin(self) -> None:
        head = self._file.read(FIRST_BYTES)
        if not head:
            raise Unreadable(self._path, "is empty")
        if is_playlist(head):
            raise Unreadable(self._path, "is a list of other files, not a sound")
        size = os.fstat(self._file.fileno()).st_size
        view = _as_it_should_be(self._file, head, size)
        self._is_truthful = view is None or not view.is_stretched
        self._sndfile = _by_libsndfile(self._file, view)
        if self._sndfile is None or (not self._sndfile.frames and size > FIRST_BYTES):
            self._begin_with_ffmpeg(head)
        if self._ffmpeg is not None:
            self.rate_hz, self.channels = self._ffmpeg.rate_hz, self._ffmpeg.channels
        else:
            self.rate_hz, self.channels = int(self._sndfile.samplerate), int(self._sndfile.channels)
        if not _LOWEST_RATE_HZ <= self.rate_hz <= _HIGHEST_RATE_HZ or self.channels > _MOST_CHANNELS:
            raise Unreadable(self._path, "is damaged")

    def _begin_with_ffmpeg(self, head: bytes) -> None:
        if is_text(head):
            raise Unreadable(self._path, "is text, not a sound")
        program = ffmpeg_program()
        if program is None:
            if self._sndfile is not None:
                return  # truly a sound of no length
            if not looks_like_sound(head):
                raise Unreadable(self._path, "isn't a sound file of any kind that is known here")
            raise Unreadable(
                self._path,
                "needs the ffmpeg program, which isn't installed",
                hint="Install ffmpeg, or save it as WAV, FLAC, MP3 or OGG.",
                needs_ffmpeg=True,
            )
        try:
            self._ffmpeg = FfmpegStream(program, Path.cwd() / self._path)
        except OSError as error:
            if self._sndfile is None:
                raise Unreadable(
                    self._path, f"needs ffmpeg, which doesn't start: {error.strerror}"
                ) from error
        except ValueError as error:
            if self._sndfile is None:
                raise Unreadable(self._path, _reason(str(error))) from error

    def _raw_blocks(self, frames: int) -> Iterator[SampleBlock]:
        if self._ffmpeg is not None:
            yield from self._ffmpeg.blocks(frames)
            return
        import soundfile

        # soundfile seeks after every read to where the file is anyway; in an MP3 each such seek begins the
        # decoder again, with a gap. If a file can't seek, it leaves that out and believes no length.
        self._sndfile.seekable = lambda: False
        count, is_broken = 0, False
        while not count % frames:
            pieces: list[SampleBlock] = []
            left = frames
            while left and not is_broken:
                try:
                    piece = self._sndfile.read(min(left, _PIECE_FRAMES), dtype="float32", always_2d=True)
                except (soundfile.SoundFileError, OSError, ValueError, RuntimeError) as error:
                    is_broken = self.damaged = True
                    if not count and not pieces:
                        raise Unreadable(self._path, "is damaged") from error
                    break
                if not piece.shape[0]:
                    break
                pieces.append(piece)
                left -= piece.shape[0]
            if not pieces:
                return
            count += frames - left
            yield np.concatenate(pieces)


def _opened(path: Path) -> BinaryIO:
    """Raises Unreadable for what isn't a regular file and might never end."""
    try:
        if path.is_dir():
            raise Unreadable(path, "is a folder", hint="Name a sound file in it.")
        if path.exists() and not path.is_file():
            raise Unreadable(path, "isn't a regular file", hint="Save the sound as a file first.")
        # Without a buffer: libsndfile shares the place in the file.
        return cast(BinaryIO, path.open("rb", buffering=0))
    except FileNotFoundError:
        raise Unreadable(path, "isn't there", hint="Check the name.", code="no-such-file") from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise Unreadable(
            path, f"can't be opened: {why}", hint="Check its name and its permissions."
        ) from error


def _as_it_should_be(file: BinaryIO, head: bytes, size: int) -> View | None:
    """``file`` mended for libsndfile; None if it needn't be."""
    mp3 = mp3_start(file, head, size)
    if mp3 is not None and not mp3.tells_length:
        return View(file, b"", mp3.start, times=_RATES_APART)
    start = id3_bytes(head) if mp3 is None else mp3.start
    if 0 < start < size:
        return View(file, b"", start)  # libsndfile trips over the pictures that stand before
    mended = mended_head(file, size)
    if mended is not None:
        return View(file, mended, len(mended))
    # If Python and libsndfile have different C libraries, a file's number means nothing to the other.
    return View(file, b"", 0) if sys.platform == "win32" else None


def _by_libsndfile(file: BinaryIO, view: View | None) -> Any:
    """Opened by content (by name, any text in .au would be sound), or None."""
    import soundfile

    file.seek(0)
    try:
        # By its number, so that reading costs no call into Python and no name need be encoded.
        return soundfile.SoundFile(view or file.fileno(), closefd=False)
    except (soundfile.SoundFileError, OSError, ValueError, RuntimeError, TypeError):
        return None


def _reason(said: str) -> str:
    if "matches no streams" in said:
        return "holds no sound"
    return "holds no sound that can be read"
