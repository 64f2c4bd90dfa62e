"""Sounds for the echo tests: something like speech, and a short way through a room."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from voice_coach.listening.recogniser import HEARING_RATE, Speech

Sound = npt.NDArray[np.float32]


def babble(seconds: float, seed: int, *, level: float = 0.1) -> Sound:
    """Noise coloured and gated like speech: syllables of 120 ms, their pitch and their loudness changing."""
    random = np.random.default_rng(seed)
    syllable = int(0.12 * HEARING_RATE)
    count = int(seconds * HEARING_RATE) // syllable + 1
    parts = []
    for _ in range(count):
        sound = random.standard_normal(syllable + 8)
        width = int(random.integers(1, 8))
        sound = np.convolve(sound, np.ones(width) / np.sqrt(width), "same")[:syllable]
        loud = random.choice([0.0, 0.3, 1.0, 1.0]) * np.hanning(syllable)
        parts.append(sound * loud)
    return np.asarray(level * np.concatenate(parts)[: int(seconds * HEARING_RATE)], np.float32)


def room(seed: int, *, ring_seconds: float = 0.04) -> Sound:
    """A direct sound 3 ms late and a decaying tail."""
    random = np.random.default_rng(seed)
    taps = int(0.15 * HEARING_RATE)
    tail = random.standard_normal(taps) * np.exp(-np.arange(taps) / (ring_seconds * HEARING_RATE)) * 0.05
    tail[: int(0.003 * HEARING_RATE)] = 0
    tail[int(0.003 * HEARING_RATE)] = 0.6
    return np.asarray(tail, np.float32)


def echo_of(
    reference: Sound, *, delay_samples: int, seed: int = 0, gain: float = 0.7, ring_seconds: float = 0.04
) -> Sound:
    """``reference`` through a `room`, late."""
    late = np.concatenate([np.zeros(delay_samples, np.float32), reference])[: len(reference)]
    size = 1 << (2 * len(late) - 1).bit_length()
    through = np.fft.irfft(
        np.fft.rfft(late, size) * np.fft.rfft(room(seed, ring_seconds=ring_seconds), size), size
    )
    return np.asarray(gain * through[: len(late)], np.float32)


def hiss(samples: int, seed: int, level: float = 0.0005) -> Sound:
    return np.asarray(np.random.default_rng(seed).standard_normal(samples) * level, np.float32)


def to_int16(sound: Sound) -> Speech:
    out: Speech = np.clip(np.rint(sound * 32767), -32768, 32767).astype(np.int16)
    return out


def power_db(sound: npt.NDArray[np.generic]) -> float:
    return float(10 * np.log10(np.mean(np.square(sound.astype(np.float64))) + 1e-12))
