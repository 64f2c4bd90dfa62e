"""How a sound moves, whatever its pitch: for telling whether two cues can be mistaken for one another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voice_coach.audio.clip import Samples
from voice_coach.audio.sample_time import SAMPLE_RATE, to_frames

STEP_FRAMES = to_frames(0.01)
WINDOW = 1_024
FLOOR_DB = -40.0


@dataclass(frozen=True)
class Contour:
    """By step of 10 ms: level in dB under the loudest step, pitch in semitones against the sound's own mean.
    ``noisiness`` is the share of its power that lies beside the strongest partial."""

    level_db: npt.NDArray[np.float64]
    semitones: npt.NDArray[np.float64]
    noisiness: float


def contour(samples: Samples) -> Contour:
    padded = np.pad(samples.astype(np.float64), (WINDOW // 2, WINDOW))
    steps = range(0, samples.shape[0], STEP_FRAMES)
    middle = slice((WINDOW - STEP_FRAMES) // 2, (WINDOW + STEP_FRAMES) // 2)
    windows = np.stack([padded[at : at + WINDOW] for at in steps])
    power = np.mean(windows[:, middle] ** 2, axis=1)
    level_db = np.maximum(10 * np.log10(power / power.max() + 1e-12), FLOOR_DB)
    spectrum = np.abs(np.fft.rfft(windows * np.hanning(WINDOW), axis=1)) ** 2 + 1e-15
    hertz = np.fft.rfftfreq(WINDOW, 1 / SAMPLE_RATE)
    strongest = np.log2(np.maximum((spectrum**2 @ hertz) / (spectrum**2).sum(axis=1), 50.0))
    weight = power / power.sum()
    peaks = np.clip(spectrum.argmax(axis=1)[:, None] + np.arange(-2, 3), 0, spectrum.shape[1] - 1)
    beside = 1.0 - np.take_along_axis(spectrum, peaks, axis=1).sum(axis=1) / spectrum.sum(axis=1)
    return Contour(level_db, 12 * (strongest - weight @ strongest), float(weight @ beside))


def distance(one: Contour, other: Contour) -> float:
    """0 for the same movement. Level over time, pitch movement where both sound, and breath against tone."""
    steps = max(len(one.level_db), len(other.level_db))
    levels = np.stack(
        [np.pad(c.level_db, (0, steps - len(c.level_db)), constant_values=FLOOR_DB) for c in (one, other)]
    )
    rhythm = float(np.mean(np.abs(levels[0] - levels[1]))) / -FLOOR_DB
    both = (levels > -25).all(axis=0)
    moves = [np.pad(c.semitones, (0, steps - len(c.semitones)))[both] for c in (one, other)]
    melody = float(np.mean(np.abs(moves[0] - moves[1]))) / 6 if both.any() else 0.0
    return rhythm + melody + abs(one.noisiness - other.noisiness)
