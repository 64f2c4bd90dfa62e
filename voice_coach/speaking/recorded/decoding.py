"""A recording of any kind as it was made: all its channels, at its own rate."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from voice_coach.audio.clip import Samples
from voice_coach.errors import InputError
from voice_coach.speaking.voice import resampled

LONGEST_SECONDS = 120.0
_CONVERSION_SECONDS = 60.0
_LOWEST_RATE_HZ, _HIGHEST_RATE_HZ, _MOST_CHANNELS = 4_000, 400_000, 32
AUDIO_SUFFIXES = frozenset(
    [
        ".wav",
        ".wave",
        ".bwf",
        ".w64",
        ".rf64",
        ".aif",
        ".aiff",
        ".aifc",
        ".caf",
        ".au",
        ".flac",
        ".mp3",
        ".mp2",
        ".ogg",
        ".oga",
        ".opus",
        ".m4a",
        ".aac",
        ".mp4",
        ".3gp",
        ".amr",
        ".wma",
        ".webm",
        ".mka",
    ]
)
"""Endings by which recordings are told from notes and pictures in the same folder."""


@dataclass(frozen=True, eq=False)
class Sound:
    """``channels`` has the shape ``(frames, channels)``, float32, full scale at 1.0."""

    channels: npt.NDArray[np.float32]
    rate_hz: int

    def mono(self) -> Samples:
        """The channels mixed to one at ``SAMPLE_RATE``, without any constant offset."""
        if not self.channels.size:
            return np.zeros(0, np.float32)
        mixed = self.channels.mean(axis=1, dtype=np.float32)
        return resampled(np.ascontiguousarray(mixed - np.median(mixed), np.float32), self.rate_hz)


def decode(path: Path) -> Sound:
    """What libsndfile reads (WAV, FLAC, MP3, OGG, AIFF ...), else what an installed ffmpeg does (M4A ...).

    Raises:
        InputError: `not-audio`, with half a sentence that fits after the file's name.
    """
    import soundfile

    try:
        return _read(path)
    except (soundfile.LibsndfileError, OSError, ValueError, RuntimeError):
        pass
    ffmpeg = shutil.which("ffmpeg")
    if ffmpeg is None:
        raise InputError("cannot be read; install ffmpeg, or save it as WAV", code="not-audio")
    with tempfile.TemporaryDirectory(prefix="voice-coach-") as folder:
        converted = Path(folder) / "recording.wav"
        # Local files only: a playlist cannot reach into the net.
        command = [ffmpeg, "-nostdin", "-v", "error", "-protocol_whitelist", "file", "-i", f"file:{path}"]
        command += ["-map", "0:a:0", "-t", str(LONGEST_SECONDS + 1), "-c:a", "pcm_f32le", str(converted)]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=_CONVERSION_SECONDS)
            return _read(converted)
        except (OSError, ValueError, RuntimeError, subprocess.SubprocessError) as error:
            raise InputError("holds no sound that can be read", code="not-audio") from error


def _read(path: Path) -> Sound:
    import soundfile

    with soundfile.SoundFile(path) as sound:
        if not _LOWEST_RATE_HZ <= sound.samplerate <= _HIGHEST_RATE_HZ or sound.channels > _MOST_CHANNELS:
            raise InputError("is damaged", code="not-audio")  # and would fill the memory
        if sound.frames > LONGEST_SECONDS * sound.samplerate:
            raise InputError(f"is longer than {LONGEST_SECONDS:.0f} seconds", code="not-audio")
        channels = sound.read(dtype="float32", always_2d=True)
        rate_hz = int(sound.samplerate)
    if not np.isfinite(channels).all():
        raise InputError("is damaged", code="not-audio")
    return Sound(channels, rate_hz)
