"""Any WAV, FLAC, MP3 or OGG file as the listening side wants its sound; a phone's M4A by way of ffmpeg."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np

from voice_coach.errors import InputError
from voice_coach.listening.recogniser import HEARING_RATE, Speech
from voice_coach.listening.resample import HearingResampler

_BY_FFMPEG = frozenset({".m4a", ".aac", ".mp4", ".3gp", ".amr", ".wma"})
"""What phones record and libsndfile does not read."""
_BLOCK_FRAMES = 1 << 16
_LONGEST_SECONDS = 6 * 3600
_TONE_FRAME = 256
_QUIETEST_TONE, _LOUDEST_TONE = 3.0, 1000.0
"""Of each frequency, in units of 16 bit."""


def read_audio(path: Path) -> Speech:
    """The sound of ``path`` at 16 kHz, its channels mixed to one.

    Raises InputError: `no-such-file`, `not-audio` where neither libsndfile nor an installed ffmpeg finds
    sound in it, `audio-too-long` over six hours.
    """
    import soundfile

    if not path.is_file():
        raise InputError(f"There is no file {path}.", hint="Check the name.", code="no-such-file")
    if path.suffix.lower() in _BY_FFMPEG and shutil.which("ffmpeg") and shutil.which("ffprobe"):
        return _decoded_by_ffmpeg(path)
    blocks = []
    try:
        with soundfile.SoundFile(path) as sound:
            if sound.frames > _LONGEST_SECONDS * sound.samplerate:
                raise InputError(
                    f"{path} is longer than six hours.", hint="Cut it into parts.", code="audio-too-long"
                )
            resampler = HearingResampler(sound.samplerate, sound.channels)
            for block in sound.blocks(_BLOCK_FRAMES, dtype="float32", always_2d=True):
                blocks.append(resampler.feed(block))
            blocks.append(resampler.feed(np.zeros((0, sound.channels), np.float32), last=True))
    except (soundfile.LibsndfileError, OSError, ValueError, RuntimeError):
        raise InputError(  # not in libsndfile's words: of such an MP3 it says that there is no file
            f"{path} cannot be read as sound.",
            hint="Give a WAV, FLAC, MP3 or OGG file; M4A needs the ffmpeg program.",
            code="not-audio",
        ) from None
    return np.concatenate(blocks) if blocks else np.zeros(0, np.int16)


def _decoded_by_ffmpeg(path: Path) -> Speech:
    from pydub import AudioSegment
    from pydub.exceptions import CouldntDecodeError

    try:
        sound = AudioSegment.from_file(str(path), duration=_LONGEST_SECONDS).set_channels(1)
    except (CouldntDecodeError, OSError, ValueError, IndexError, KeyError):
        raise InputError(
            f"{path} cannot be read as sound: ffmpeg finds none in it.",
            hint="Record it again, or give a WAV, FLAC, MP3 or OGG file.",
            code="not-audio",
        ) from None
    sound = sound.set_sample_width(2)
    samples = np.frombuffer(sound.raw_data, np.int16).astype(np.float32)[:, None] / np.float32(32768)
    return HearingResampler(sound.frame_rate, 1).feed(samples, last=True)


def room_tone(samples: Speech, frames: int, seed: int) -> Speech:
    """``frames`` of noise like the quietest tenth of ``samples``, for putting around a recording.

    Recordings of single words begin in the middle of the room's noise; without its like before them, in
    level and colour, the onset of the noise is heard as speech. Never below 3 units of 16 bit: a recogniser
    hears nonsense in digital silence.
    """
    count = len(samples) // _TONE_FRAME
    colour = np.zeros(_TONE_FRAME // 2 + 1)
    if count:
        window = np.hanning(_TONE_FRAME)
        frames_of_it = samples[: count * _TONE_FRAME].reshape(count, _TONE_FRAME) * window
        power = np.abs(np.fft.rfft(frames_of_it)) ** 2 / np.sum(window**2)
        quiet = np.argsort(power.sum(axis=1), kind="stable")[: 1 + count // 10]
        colour = np.minimum(power[quiet].mean(axis=0), _LOUDEST_TONE**2)
    colour = np.sqrt(np.maximum(colour, _QUIETEST_TONE**2))
    white = np.fft.rfft(np.random.default_rng(seed).standard_normal(frames))
    shape = np.interp(np.linspace(0, 1, len(white)), np.linspace(0, 1, len(colour)), colour)
    return np.round(np.fft.irfft(white * shape, frames)).astype(np.int16)


def with_room_tone(samples: Speech, seconds: float, seed: int) -> Speech:
    """``samples`` with room tone of ``seconds`` before and after, and a trace of it under the recording
    itself.
    """
    frames = round(seconds * HEARING_RATE)
    around = room_tone(samples, 2 * frames, seed)
    trace = np.random.default_rng(seed + 1).standard_normal(len(samples)) * 3
    under = np.clip(np.round(samples + trace), -32768, 32767).astype(np.int16)
    return np.concatenate([around[:frames], under, around[frames:]])
