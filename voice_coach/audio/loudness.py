"""Loudness after ITU-R BS.1770-4: gated, K-weighted power.

Weighted on the spectrum of short segments, four to a block: fast, and within 0.1 LU of a time-domain filter.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from voice_coach.audio.clip import Samples
from voice_coach.audio.sample_time import SAMPLE_RATE

SEGMENT_FRAMES = 2_400
"""The standard's 100 ms."""
_SEGMENTS_A_BLOCK = 4
_ABSOLUTE_GATE = 10 ** ((-70 + 0.691) / 10)
_RELATIVE_GATE = 0.1


def loudness_lufs(samples: Samples) -> float:
    """Of mono at ``SAMPLE_RATE``; -inf for silence. Less than a block counts as one."""
    return gated_lufs(weighted_energies(in_segments(samples)), samples.size)


def in_segments(samples: Samples) -> npt.NDArray[np.float32]:
    """Rows of ``SEGMENT_FRAMES``, padded with silence."""
    segments = np.zeros((-(-samples.size // SEGMENT_FRAMES), SEGMENT_FRAMES), np.float32)
    segments.reshape(-1)[: samples.size] = samples
    return segments


def energies(segments: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    """Each segment's sum of squares."""
    return np.asarray(np.einsum("ij,ij->i", segments, segments), np.float64)


def weighted_energies(segments: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    """Each segment's sum of squares after K-weighting."""
    spectrum = np.fft.rfft(segments, axis=1)
    return np.asarray((np.square(spectrum.real) + np.square(spectrum.imag)) @ _k_weights(), np.float64)


def gated_lufs(weighted: npt.NDArray[np.float64], frames: int) -> float:
    """From the segments' ``weighted`` energies; -inf for silence."""
    width = _SEGMENTS_A_BLOCK
    if frames < width * SEGMENT_FRAMES:
        blocks = np.array([weighted.sum() / max(1, frames)])
    else:
        totals = np.concatenate(([0.0], np.cumsum(weighted[: frames // SEGMENT_FRAMES])))
        blocks = (totals[width:] - totals[:-width]) / (width * SEGMENT_FRAMES)
    blocks = blocks[blocks > _ABSOLUTE_GATE]
    if blocks.size == 0:
        return float("-inf")
    blocks = blocks[blocks >= _RELATIVE_GATE * blocks.mean()]
    return float(-0.691 + 10 * np.log10(blocks.mean()))


@lru_cache(maxsize=1)
def _k_weights() -> npt.NDArray[np.float32]:
    """Each bin's share of the K-weighted energy."""
    weights = _k_response(np.fft.rfftfreq(SEGMENT_FRAMES, 1 / SAMPLE_RATE)) ** 2
    weights[1:-1] *= 2  # a real signal's bins stand for two, the first and last aside
    return (weights / SEGMENT_FRAMES).astype(np.float32)


def _k_response(hertz: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
    """Magnitude of BS.1770's two filters (48 kHz coefficients)."""
    z = np.exp(-2j * np.pi * hertz / 48_000)
    shelf = (1.53512485958697 - 2.69169618940638 * z + 1.19839281085285 * z**2) / (
        1 - 1.69065929318241 * z + 0.73248077421585 * z**2
    )
    high_pass = (1 - 2 * z + z**2) / (1 - 1.99004745483398 * z + 0.99007225036621 * z**2)
    return np.asarray(np.abs(shelf * high_pass))
