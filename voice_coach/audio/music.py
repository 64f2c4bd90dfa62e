"""The runner's own music: a file of any common kind as an endless, level-matched source.

MP3, OGG, FLAC and WAV are decoded by libsndfile while they play. M4A and whatever else libsndfile does not
know goes through the ffmpeg program once, into a temporary WAV that is then played in the same way. Either
way a few seconds of sound are in memory at a time, however long the file is; decoding all of an hour at once,
as pydub does, would take 635 MB.

The end of the file is blended into its beginning, so that no seam is heard.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import weakref
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from voice_coach.audio.clip import Samples
from voice_coach.audio.curve import amplitude, rise
from voice_coach.audio.sample_time import SAMPLE_RATE, to_frames
from voice_coach.errors import InputError, MissingPartError

BLEND_FRAMES = to_frames(1.5)
SHORTEST_SECONDS = 4.0
"""Room for the blend at both ends and some music between."""

_QUALITY = "MQ"  # of soxr: 96 dB of rejection is far below a bed that lies 16 dB under the speech
_BLOCK_SECONDS = 0.5  # decoded at a time; always as much, so that what is heard never depends on who asks
_EXCERPTS, _EXCERPT_SECONDS = 6, 10.0
_CONVERSION_SECONDS = 300.0


class MusicFile:
    """An endless ``Source`` of mono float32 at ``SAMPLE_RATE``, multiplied by ``set_gain_db``'s gain."""

    def __init__(self, path: Path) -> None:
        """Open. Raises InputError (``music``) for what is no music, MissingPartError (``ffmpeg``) where only
        ffmpeg could read it and is not there."""
        self._path = path
        self._folder: Path | None = None
        self._forget_conversion: Callable[[], object] = lambda: None
        self._gain = np.float32(1.0)
        file = self._open_any()
        self._rate, self._frames = int(file.samplerate), int(file.frames)
        file.close()
        if self._frames < SHORTEST_SECONDS * self._rate:
            raise _no_music(path, f"is shorter than {SHORTEST_SECONDS:.0f} seconds")
        self._sound = self._looped()
        self._ready: Samples = np.zeros(0, dtype=np.float32)

    def set_gain_db(self, gain_db: float) -> None:
        """The level of all that has not been read yet."""
        self._gain = np.float32(amplitude(gain_db))

    def read(self, frames: int) -> Samples:
        """The next ``frames`` frames. A file that cannot be read any more is silent: the session goes on."""
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
        """A minute of the file from all over it (all of a shorter one), ungained: to measure its level by."""
        import soundfile

        wanted = round(_EXCERPT_SECONDS * self._rate)
        whole = self._frames <= _EXCERPTS * wanted
        starts = [0] if whole else [i * (self._frames - wanted) // (_EXCERPTS - 1) for i in range(_EXCERPTS)]
        parts: list[Samples] = []
        with self._open() as file:
            for start in starts:
                try:
                    file.seek(start)
                    parts.append(self._resampled(_mono(file.read(-1 if whole else wanted, dtype="float32"))))
                except soundfile.SoundFileError:
                    continue  # damaged there; what can be read is measured
        return np.concatenate(parts) if parts else np.zeros(0, dtype=np.float32)

    def close(self) -> None:
        """Let go of the file; harmless when repeated. What nobody closes goes with the process."""
        self._sound.close()
        self._forget_conversion()

    def _looped(self) -> Generator[Samples, None, None]:
        """Blocks without end. The last ``BLEND_FRAMES`` of each pass wait for the first of the next."""
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
        """The file from beginning to end; what is damaged ends it early."""
        import soundfile
        import soxr

        stream = soxr.ResampleStream(self._rate, SAMPLE_RATE, 1, dtype="float32", quality=_QUALITY)
        try:
            with self._open() as file:
                # soundfile seeks after every read to where the file is anyway; in an MP3 each such seek
                # begins the decoder anew, with a gap. It leaves that out for a file that cannot seek.
                file.seekable = lambda: False
                while (block := file.read(round(_BLOCK_SECONDS * self._rate), dtype="float32")).shape[0]:
                    yield stream.resample_chunk(_mono(block))
                yield stream.resample_chunk(np.zeros(0, dtype=np.float32), last=True)
        except (OSError, soundfile.SoundFileError):
            return

    def _resampled(self, samples: Samples) -> Samples:
        import soxr

        resampled: Samples = soxr.resample(samples, self._rate, SAMPLE_RATE, quality=_QUALITY)
        return resampled

    def _open(self) -> Any:
        import soundfile

        return soundfile.SoundFile(self._path if self._folder is None else self._converted_path())

    def _open_any(self) -> Any:
        """The file opened by libsndfile, converted first if need be."""
        import soundfile

        if not self._path.is_file():
            raise InputError(
                f"There is no music file {self._path}.", hint="Check the name after --music.", code="music"
            )
        try:
            return self._open()
        except (OSError, soundfile.SoundFileError):
            pass
        ffmpeg = shutil.which("ffmpeg")
        if ffmpeg is None:
            raise MissingPartError(
                f"The music {self._path} needs the ffmpeg program, which is missing.",
                hint="Install ffmpeg, or give MP3, OGG, FLAC or WAV.",
                code="ffmpeg",
            )
        self._folder = Path(tempfile.mkdtemp(prefix="voice-coach-music-"))
        self._forget_conversion = weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        try:
            _convert(ffmpeg, self._path, self._converted_path())
            return self._open()
        except (OSError, subprocess.SubprocessError, soundfile.SoundFileError) as error:
            self._forget_conversion()
            raise _no_music(self._path, "holds no music that can be read") from error

    def _converted_path(self) -> Path:
        assert self._folder is not None
        return self._folder / "music.wav"


def _convert(ffmpeg: str, source: Path, target: Path) -> None:
    """The first sound in ``source`` as a mono WAV. Local files only: a playlist cannot reach into the net."""
    command = [ffmpeg, "-nostdin", "-v", "error", "-protocol_whitelist", "file", "-i", f"file:{source}"]
    command += ["-map", "0:a:0", "-ac", "1", "-ar", str(SAMPLE_RATE), "-c:a", "pcm_s16le", str(target)]
    subprocess.run(command, check=True, capture_output=True, timeout=_CONVERSION_SECONDS)


def _mono(block: Samples) -> Samples:
    mixed: Samples = block if block.ndim == 1 else block.mean(axis=1, dtype=np.float32)
    return mixed


def _no_music(path: Path, problem: str) -> InputError:
    return InputError(
        f"The music {path} {problem}.", hint="Give an MP3, M4A, OGG, FLAC or WAV file.", code="music"
    )
