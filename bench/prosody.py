"""How a voice speaks: its melody, its pace within sentences, its pauses between them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voice_coach.audio.clip import Clip, Samples
from voice_coach.audio.sample_time import SAMPLE_RATE

_WINDOW_SECONDS, _HOP_SECONDS = 0.04, 0.02
_LOWEST_HZ, _HIGHEST_HZ = 70.0, 400.0
_VOICED = 0.6
"""Autocorrelation at the pitch, against that at zero, from which a frame counts as voiced."""
_LOUD = 10 ** (-30 / 20)


@dataclass(frozen=True)
class Pace:
    """``words`` in ``seconds`` of sentences without the pauses between them, and those pauses in seconds."""

    words: int
    seconds: float
    pauses: tuple[float, ...]


def pitch_hz(samples: Samples) -> npt.NDArray[np.float64]:
    """The pitch of each voiced frame of 40 ms."""
    size, hop = round(_WINDOW_SECONDS * SAMPLE_RATE), round(_HOP_SECONDS * SAMPLE_RATE)
    if samples.size < size:
        return np.zeros(0)
    frames = np.lib.stride_tricks.sliding_window_view(samples.astype(np.float64), size)[::hop]
    frames = frames[np.sqrt((frames**2).mean(axis=1)) > _LOUD * np.abs(samples).max()]
    spectra = np.fft.rfft((frames - frames.mean(axis=1, keepdims=True)) * np.hanning(size), 2 * size)
    alike = np.fft.irfft(np.abs(spectra) ** 2)[:, :size]
    window = np.fft.irfft(np.abs(np.fft.rfft(np.hanning(size), 2 * size)) ** 2)[:size]
    lags = slice(round(SAMPLE_RATE / _HIGHEST_HZ), round(SAMPLE_RATE / _LOWEST_HZ))
    alike = alike[:, lags] / np.maximum(alike[:, :1], 1e-12) / (window[lags] / window[0])
    best = alike.argmax(axis=1)
    voiced = alike[np.arange(len(best)), best] > _VOICED
    pitches: npt.NDArray[np.float64] = SAMPLE_RATE / (best[voiced] + lags.start)
    return pitches


def spread_semitones(pitches: Sequence[npt.NDArray[np.float64]]) -> float:
    """Standard deviation of pitch over all frames of one voice, in semitones."""
    every = np.concatenate([each for each in pitches if each.size])
    return float(np.std(12 * np.log2(every / np.median(every))))


def pace_of(text: str, clip: Clip) -> Pace | None:
    """From the clip's word times; None if they don't match the words of ``text``."""
    counts = [len(sentence.split()) for sentence in re.split(r"(?<=[.!?])\s+", text)]
    if sum(counts) != len(clip.words):
        return None
    seconds, pauses, at, last = 0.0, [], 0, None
    for count in counts:
        first, final = clip.words[at], clip.words[at + count - 1]
        seconds += (final.end_frame - first.start_frame) / SAMPLE_RATE
        if last is not None:
            pauses.append((first.start_frame - last) / SAMPLE_RATE)
        last, at = final.end_frame, at + count
    return Pace(len(clip.words), seconds, tuple(pauses))
