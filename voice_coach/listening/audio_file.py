"""Any WAV, FLAC, MP3 or OGG file as the listening side wants its sound."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from voice_coach.errors import InputError
from voice_coach.listening.recogniser import HEARING_RATE, Speech
from voice_coach.listening.resample import HearingResampler

_BLOCK_FRAMES = 1 << 16
_LONGEST_SECONDS = 6 * 3600


def read_audio(path: Path) -> Speech:
    """The sound of ``path`` at 16 kHz, its channels mixed to one.

    Raises InputError: `no-such-file`, `not-audio` where it is no sound file that libsndfile reads, `audio-
    too-long` over six hours.
    """
    import soundfile

    if not path.is_file():
        raise InputError(f"There is no file {path}.", hint="Check the name.", code="no-such-file")
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
    except (soundfile.LibsndfileError, OSError, ValueError, RuntimeError) as error:
        raise InputError(
            f"{path} cannot be read as sound: {error}",
            hint="Give a WAV, FLAC, MP3 or OGG file.",
            code="not-audio",
        ) from None
    return np.concatenate(blocks) if blocks else np.zeros(0, np.int16)


def room_tone(samples: Speech, frames: int, seed: int) -> Speech:
    """``frames`` of quiet noise at the level of the quietest tenth of ``samples``, for putting around a
    recording.

    Recordings of single words begin in the middle of the room's noise; without its like before them the onset
    of the noise is heard as speech. Never below 3 units of 16 bit: a recogniser hears nonsense in digital
    silence.
    """
    whole = samples[: len(samples) // 160 * 160].reshape(-1, 160).astype(np.float64)
    levels = np.sqrt((whole**2).mean(axis=1)) if len(whole) else np.zeros(1)
    level = float(np.clip(np.percentile(levels, 10), 3.0, 200.0))
    noise = np.random.default_rng(seed).standard_normal(frames) * level
    return np.round(noise).astype(np.int16)


def with_room_tone(samples: Speech, seconds: float, seed: int) -> Speech:
    """``samples`` with room tone of ``seconds`` before and after, and a trace of it under the recording
    itself.
    """
    frames = round(seconds * HEARING_RATE)
    around = room_tone(samples, 2 * frames, seed)
    trace = np.random.default_rng(seed + 1).standard_normal(len(samples)) * 3
    under = np.clip(np.round(samples + trace), -32768, 32767).astype(np.int16)
    return np.concatenate([around[:frames], under, around[frames:]])
