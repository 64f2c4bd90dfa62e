"""The runner's music as an endless, level-matched source.

MP3, OGG, FLAC and WAV are decoded while they play; anything else once, into a temporary WAV. Memory holds a
few seconds. The end blends into the beginning.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import numpy as np

from voice_coach.audio.clip import Samples
from voice_coach.audio.curve import amplitude, rise
from voice_coach.audio.foreign.mixing import Downmix
from voice_coach.audio.foreign.reader import BLOCK_FRAMES, ForeignSound
from voice_coach.audio.foreign.unreadable import Unreadable
from voice_coach.audio.sample_time import SAMPLE_RATE, to_frames
from voice_coach.errors import InputError, MissingPartError, OutputError
from voice_coach.files.unfinished import open_temporary_folder

BLEND_FRAMES = to_frames(1.5)
SHORTEST_SECONDS = 4.0
"""Room for both blends and some music between."""

_QUALITY = "MQ"  # of soxr: 96 dB of rejection is far below a bed that lies 16 dB under the speech
_BLOCK_SECONDS = 0.5  # decoded at a time; constant, so the sound never depends on who asks
_EXCERPTS, _EXCERPT_SECONDS = 6, 10.0
_LONGEST_SECONDS = 24 * 3600.0


class MusicFile:
    """An endless ``Source``, mono float32 at ``SAMPLE_RATE``."""

    def __init__(self, path: Path) -> None:
        """Raises InputError (``music``), MissingPartError (``ffmpeg``) if only ffmpeg might read it."""
        self._path = path
        self._forget_conversion: Callable[[], object] = lambda: None
        self._gain = np.float32(1.0)
        with _opened(path) as sound:
            if not sound.is_direct:
                self._path = self._converted(sound)
        with _opened(self._path) as sound:
            self._declared_frames = sound.declared_frames
            self._check_length(sound, path)
        self._sound = self._looped()
        self._ready: Samples = np.zeros(0, dtype=np.float32)

    def set_gain_db(self, gain_db: float) -> None:
        """The level of what's not read yet."""
        self._gain = np.float32(amplitude(gain_db))

    def read(self, frames: int) -> Samples:
        """Silence if the file can't be read any more."""
        parts, missing = [], frames
        while missing > 0:
            if not self._ready.shape[0]:
                self._ready = next(self._sound)
            part, self._ready = self._ready[:missing], self._ready[missing:]
            parts.append(part)
            missing -= int(part.shape[0])
        joined: Samples = np.concatenate(parts) * self._gain if parts else self._ready[:0]
        return joined

    def excerpts(self) -> Samples:
        """At most a minute, from all over the file, ungained, to measure its level; the first minute if the
        length is unknown.
        """
        with _opened(self._path) as sound:
            wanted = round(_EXCERPT_SECONDS * sound.rate_hz)
            spread = self._declared_frames - wanted
            if not (_EXCERPTS - 1) * wanted < spread < _LONGEST_SECONDS * sound.rate_hz:
                return self._resampled(np.concatenate([*_first(sound, _EXCERPTS * wanted)]), sound.rate_hz)
            starts = [i * spread // (_EXCERPTS - 1) for i in range(_EXCERPTS)]
            parts = [Downmix(sound.channels).feed(sound.excerpt(start, wanted)) for start in starts]
            return np.concatenate([self._resampled(part, sound.rate_hz) for part in parts])

    def close(self) -> None:
        """May be repeated."""
        self._sound.close()
        self._forget_conversion()

    def _looped(self) -> Generator[Samples, None, None]:
        """Without end; each pass's last ``BLEND_FRAMES`` wait for the next one's first."""
        before: Samples = np.zeros(0, dtype=np.float32)
        while True:
            held: Samples = np.zeros(0, dtype=np.float32)
            sounded = False
            for block in self._one_pass():
                held = np.concatenate((held, block))
                if held.shape[0] < 2 * BLEND_FRAMES:
                    continue
                if not sounded and before.shape[0]:
                    slope = rise(0, before.shape[0], before.shape[0])
                    held[: before.shape[0]] = held[: before.shape[0]] * slope + before * slope[::-1]
                sounded = True
                yield held[:-BLEND_FRAMES]
                held = held[-BLEND_FRAMES:]
            if not sounded:  # the file has gone or is damaged at its beginning
                yield np.zeros(SAMPLE_RATE, dtype=np.float32)
                held = before[:0]
            before = held

    def _one_pass(self) -> Iterator[Samples]:
        """To the end, or to damage."""
        import soxr

        try:
            with ForeignSound(self._path) as sound:
                stream = soxr.ResampleStream(sound.rate_hz, SAMPLE_RATE, 1, dtype="float32", quality=_QUALITY)
                for block in sound.mono(round(_BLOCK_SECONDS * sound.rate_hz)):
                    yield stream.resample_chunk(block)
                yield stream.resample_chunk(np.zeros(0, dtype=np.float32), last=True)
        except Unreadable:
            return

    def _resampled(self, samples: Samples, rate_hz: int) -> Samples:
        import soxr

        resampled: Samples = soxr.resample(samples, rate_hz, SAMPLE_RATE, quality=_QUALITY)
        return resampled

    def _check_length(self, sound: ForeignSound, path: Path) -> None:
        """Reads the least length, as the stated one may be wrong."""
        least = round(SHORTEST_SECONDS * sound.rate_hz)
        if sum(block.shape[0] for block in _first(sound, least)) < least:
            self._forget_conversion()
            raise _no_music(path, f"is shorter than {SHORTEST_SECONDS:.0f} seconds")

    def _converted(self, sound: ForeignSound) -> Path:
        """A WAV, so each pass needs no process."""
        import soundfile
        import soxr

        folder, forget = open_temporary_folder()
        self._forget_conversion = weakref.finalize(self, forget)
        target = folder / "music.wav"
        stream = soxr.ResampleStream(sound.rate_hz, SAMPLE_RATE, 1, dtype="float32", quality=_QUALITY)
        try:
            with soundfile.SoundFile(target, "w", SAMPLE_RATE, 1, subtype="PCM_16") as file:
                for block in sound.mono():
                    if file.tell() > _LONGEST_SECONDS * SAMPLE_RATE:
                        raise _no_music(self._path, "is longer than a day")
                    file.write(stream.resample_chunk(block))
                file.write(stream.resample_chunk(np.zeros(0, dtype=np.float32), last=True))
        except (OSError, RuntimeError, AssertionError) as error:
            self._forget_conversion()
            raise OutputError(
                f"The music {self._path} couldn't be unpacked into {folder.parent}.",
                hint="Free some space there, or give MP3, OGG, FLAC or WAV.",
            ) from error
        except BaseException:
            self._forget_conversion()
            raise
        return target


def _opened(path: Path) -> ForeignSound:
    if not path.is_file():
        hint = "Check the name after --music."
        raise InputError(f"There is no music file {path}.", hint=hint, code="music")
    try:
        return ForeignSound(path)
    except Unreadable as error:
        if error.needs_ffmpeg:
            hint = "Install ffmpeg, or give MP3, OGG, FLAC or WAV."
            raise MissingPartError(f"The music {path} {error.why}.", hint=hint, code="ffmpeg") from error
        raise _no_music(path, f"holds no music that can be read: it {error.why}") from error


def _first(sound: ForeignSound, frames: int) -> Iterator[Samples]:
    left = frames
    try:
        for block in sound.mono(min(frames, BLOCK_FRAMES)):
            yield block[:left]
            left -= block.shape[0]
            if left <= 0:
                return
    except Unreadable:
        return


def _no_music(path: Path, problem: str) -> InputError:
    return InputError(
        f"The music {path} {problem}.", hint="Give an MP3, M4A, OGG, FLAC or WAV file.", code="music"
    )
