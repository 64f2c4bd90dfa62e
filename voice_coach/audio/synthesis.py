"""Sound from a recipe, in numpy, reproducible."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from voice_coach.audio.clip import Samples
from voice_coach.audio.recipe import Note, Recipe
from voice_coach.audio.sample_time import SAMPLE_RATE, to_frames

LEVEL_DB = -20.0
"""A 0 dB recipe's A-weighted level of full scale in its loudest fifth of a second; about that of prompts at
-19 LUFS."""

PEAK = 0.5
"""Speech and a cue together stay under full scale."""

_EAR_FRAMES = to_frames(0.2)  # the ear adds up loudness over about a fifth of a second
_EAR_HOP_FRAMES = _EAR_FRAMES // 6
_TABLE_FRAMES = 256
_BELL_WIDTHS = 4.0  # beyond, the bell lies below -69 dB
_Signal = npt.NDArray[np.float64]


def synthesise(recipe: Recipe) -> Samples:
    """Float32, level-matched, zero at both ends."""
    starts = [to_frames(note.at_seconds) for note in recipe.notes]
    tones = [_note(note, recipe) for note in recipe.notes]
    out = np.zeros(max(start + tone.shape[0] for start, tone in zip(starts, tones, strict=True)))
    for start, tone in zip(starts, tones, strict=True):
        out[start : start + tone.shape[0]] += tone
    loudness = _loudness(out)
    if loudness > 0.0:
        gain = 10.0 ** ((LEVEL_DB + recipe.level_db) / 20.0) / loudness
        out *= min(gain, PEAK / float(np.max(np.abs(out))))
    return out.astype(np.float32)


def _note(note: Note, recipe: Recipe) -> _Signal:
    frames = max(to_frames(note.seconds), 2)
    turns = _turns(note, frames)
    highest_hz = max(note.pitch_hz)
    out: _Signal = np.zeros(frames)
    for number, partial in enumerate(recipe.partials):
        if highest_hz * partial.ratio + note.width_hz > SAMPLE_RATE / 2:
            continue  # it would fold back as a false tone
        alive = frames
        if note.decay_seconds:  # below -90 dB it isn't worth computing
            alive = min(frames, to_frames(1.5 * note.decay_seconds / partial.fade) + 2)
        wave = np.sin(2.0 * np.pi * partial.ratio * turns[:alive]) * 10.0 ** (partial.level_db / 20.0)
        if note.decay_seconds:
            wave *= _decay(alive, np.log(1000.0) * partial.fade / (note.decay_seconds * SAMPLE_RATE))
        if note.width_hz:
            wave *= _soft_noise(alive, note.width_hz, seed=number)
        out[:alive] += wave
    out *= _edges(note, frames) * 10.0 ** (note.level_db / 20.0)
    return out


def _turns(note: Note, frames: int) -> _Signal:
    """Turns of the pitch at each frame's end; glides are even in musical steps."""
    if len(note.pitch_hz) == 1:
        return np.arange(1.0, frames + 1.0) * (note.pitch_hz[0] / SAMPLE_RATE)
    points = np.log(note.pitch_hz)
    steps = np.interp(np.linspace(0.0, len(points) - 1.0, frames), np.arange(len(points)), points)
    turns: _Signal = np.cumsum(np.exp(steps)) / SAMPLE_RATE
    return turns


def _decay(frames: int, rate: float) -> _Signal:
    """``exp(-rate * frame)`` from two short tables."""
    fine = np.exp(-rate * np.arange(_TABLE_FRAMES))
    coarse = np.exp(-rate * _TABLE_FRAMES * np.arange(-(-frames // _TABLE_FRAMES)))
    decay: _Signal = np.multiply.outer(coarse, fine).reshape(-1)[:frames]
    return decay


def _edges(note: Note, frames: int) -> _Signal:
    """Half-cosine attack and release, shrunk for short notes."""
    attack, release = max(to_frames(note.attack_seconds), 1), max(to_frames(note.release_seconds), 1)
    shrink = min(1.0, frames / (attack + release))
    attack, release = max(int(attack * shrink), 1), max(int(release * shrink), 1)
    edges: _Signal = np.ones(frames)
    edges[:attack] *= 0.5 - 0.5 * np.cos(np.pi * np.arange(attack) / attack)
    edges[-release:] *= 0.5 + 0.5 * np.cos(np.pi * np.arange(1, release + 1) / release)
    return edges


def _soft_noise(frames: int, width_hz: float, seed: int) -> _Signal:
    """Noise below about half ``width_hz``, mean square 1, reproducible.

    Made in the spectrum, phases hashed from the bin's number.
    """
    size = 1 << (frames - 1).bit_length()
    widths = np.arange(1, size // 2) * (SAMPLE_RATE / size / (width_hz / 2.0))
    widths = widths[widths < _BELL_WIDTHS]
    bits = np.arange(widths.shape[0], dtype=np.uint64) + np.uint64((seed + 1) << 32)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):  # splitmix64's mixing steps
        bits = (bits ^ (bits >> np.uint64(shift))) * np.uint64(factor)
    phases = (bits >> np.uint64(11)).astype(np.float64) * (2.0 * np.pi / 2.0**53)
    spectrum = np.zeros(size // 2 + 1, dtype=np.complex128)
    spectrum[1 : 1 + widths.shape[0]] = np.exp(-0.5 * widths**2 + 1j * phases)
    noise = np.fft.irfft(spectrum, size)[:frames]
    return np.asarray(noise / np.sqrt(np.mean(noise**2)), dtype=np.float64)


def _loudness(signal: _Signal) -> float:
    """A-weighted (IEC 61672) amplitude of the loudest fifth of a second."""
    padded = np.concatenate((signal, np.zeros(_EAR_FRAMES)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, _EAR_FRAMES)[::_EAR_HOP_FRAMES]
    spectrum = np.fft.rfft(windows, axis=1)
    energies = (np.square(spectrum.real) + np.square(spectrum.imag)) @ _a_weights()
    return float(np.sqrt(np.max(energies) / _EAR_FRAMES))


@lru_cache(maxsize=1)
def _a_weights() -> _Signal:
    """Each bin's share of the A-weighted energy."""
    hertz2 = np.fft.rfftfreq(_EAR_FRAMES, 1.0 / SAMPLE_RATE) ** 2
    weight = 12_194.0**2 * hertz2**2 * 10.0 ** (2.0 / 20.0)
    weight /= (hertz2 + 20.6**2) * (hertz2 + 12_194.0**2) * np.sqrt((hertz2 + 107.7**2) * (hertz2 + 737.9**2))
    weights: _Signal = (
        2.0 * weight**2 / _EAR_FRAMES
    )  # a bin stands for two; the first and the last hardly count
    return weights
