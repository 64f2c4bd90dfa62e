"""Sound files at the hearing rate, and room noise around them."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from voice_coach.audio.foreign.reader import ForeignSound
from voice_coach.errors import InputError
from voice_coach.listening.recogniser import HEARING_RATE, Speech
from voice_coach.listening.resample import HearingResampler

_LONGEST_SECONDS = 6 * 3600
_TONE_FRAME = 256
_QUIETEST_TONE, _LOUDEST_TONE = 3.0, 1000.0
"""Of each frequency, in 16-bit units."""


def read_audio(path: Path) -> Speech:
    """16 kHz, one channel. Raises InputError: `no-such-file`, `not-audio`, `audio-too-long` (over
    six hours).
    """
    blocks, seconds = [], 0.0
    with ForeignSound(path) as sound:
        resampler = HearingResampler(sound.rate_hz)
        for block in sound.mono():
            seconds += block.shape[0] / sound.rate_hz
            if seconds > _LONGEST_SECONDS:
                raise InputError(
                    f"{path} is longer than six hours.", hint="Cut it into parts.", code="audio-too-long"
                )
            blocks.append(resampler.feed(block))
        blocks.append(resampler.feed(np.zeros(0, np.float32), last=True))
    return np.concatenate(blocks)


def room_tone(samples: Speech, frames: int, seed: int) -> Speech:
    """Noise like the quietest tenth of ``samples``, at least 3 units of 16 bit: a single word's onset is lost
    without it, and recognisers hear nonsense in digital silence.
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
    """``seconds`` before and after, and a trace underneath."""
    frames = round(seconds * HEARING_RATE)
    around = room_tone(samples, 2 * frames, seed)
    trace = np.random.default_rng(seed + 1).standard_normal(len(samples)) * 3
    under = np.clip(np.round(samples + trace), -32768, 32767).astype(np.int16)
    return np.concatenate([around[:frames], under, around[frames:]])
