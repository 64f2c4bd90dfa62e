"""Measures a recording: level, noise, clipping, place of the speech.

Levels are of 20 ms frames every 10 ms; the background is their 5th percentile, the speech the 95th.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voice_coach.audio.clip import Samples
from voice_coach.audio.sample_time import SAMPLE_RATE, to_frames

_FRAME = to_frames(0.02)
_HOP = to_frames(0.01)
_FLOOR_DB = -100.0
_BACKGROUND_PERCENTILE, _SPEECH_PERCENTILE = 5, 95
_ABOVE_BACKGROUND_DB = 10.0
_SHARE_OF_RATIO = 0.4
"""Sets the border if background and speech are close."""
_BELOW_SPEECH_DB = 45.0
_CLICK_HOPS, _LONELY_HOPS = 4, 30
"""A sound under 40 ms, 300 ms from all others, is a click."""
_LEAST_BACKGROUND_SECONDS = 0.12
_BEFORE_FRAMES, _AFTER_FRAMES = to_frames(0.06), to_frames(0.12)
"""Soft beginnings and breathy ends are under the border."""

_FLAT_SHARE = 0.0005
_FLAT_SECONDS = 4e-5
_FLAT_PLACES = 4
_OVER_FULL_SCALE = 8


@dataclass(frozen=True)
class Measured:
    """Levels in dB of full scale; ``start`` and ``end``: frames around the speech, with room."""

    peak_db: float
    speech_db: float
    background_db: float
    start: int
    end: int
    speech_seconds: float
    background_seconds: float

    @property
    def ratio_db(self) -> float:
        """Speech over background; infinite with too little background."""
        if self.background_seconds < _LEAST_BACKGROUND_SECONDS:
            return float("inf")
        return self.speech_db - self.background_db


def measure(samples: Samples) -> Measured:
    """Mono at ``SAMPLE_RATE``. In silence ``start == end == 0``."""
    levels = _levels_db(samples)
    peak = float(np.abs(samples).max(initial=0.0))
    peak_db = max(_FLOOR_DB, 20 * float(np.log10(max(peak, 1e-9))))
    if not levels.size:
        return Measured(peak_db, _FLOOR_DB, _FLOOR_DB, 0, 0, 0.0, 0.0)
    background, speech = np.percentile(levels, [_BACKGROUND_PERCENTILE, _SPEECH_PERCENTILE])
    above = min(_ABOVE_BACKGROUND_DB, _SHARE_OF_RATIO * (speech - background))
    border = max(background + above, speech - _BELOW_SPEECH_DB)
    sounding = _without_clicks(levels > border)
    if speech <= _FLOOR_DB or not sounding.size:
        return Measured(peak_db, float(speech), float(background), 0, 0, 0.0, 0.0)
    first, last = int(sounding[0]) * _HOP, int(sounding[-1]) * _HOP + _FRAME
    return Measured(
        peak_db,
        float(speech),
        float(background),
        max(0, first - _BEFORE_FRAMES),
        min(samples.size, last + _AFTER_FRAMES),
        (last - first) / SAMPLE_RATE,
        int(np.count_nonzero(levels <= border)) * _HOP / SAMPLE_RATE,
    )


def is_clipped(channels: npt.NDArray[np.float32], rate_hz: int) -> bool:
    """``channels`` has shape ``(frames, channels)``.

    Cut tops are flat: several equal samples at the highest value, in several places, at any level. MP3 rounds
    them and overshoots full scale instead.
    """
    run = max(3, round(_FLAT_SECONDS * rate_hz) + 2)
    for channel in channels.T:
        if int(np.count_nonzero(np.abs(channel) > 1.0)) >= _OVER_FULL_SCALE:
            return True
        for side in (channel, -channel):
            top = float(side.max(initial=0.0))
            if top > 0.01 and _runs(side >= top * (1 - _FLAT_SHARE), run) >= _FLAT_PLACES:
                return True
    return False


def _runs(mask: npt.NDArray[np.bool_], least: int) -> int:
    """Runs of at least ``least`` true values."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], mask, [False])).astype(np.int8)))
    return int(np.count_nonzero(edges[1::2] - edges[::2] >= least))


def _levels_db(samples: Samples) -> npt.NDArray[np.float64]:
    if samples.size < _FRAME:
        return np.zeros(0)
    frames = np.lib.stride_tricks.sliding_window_view(samples, _FRAME)[::_HOP]
    power = np.einsum("ij,ij->i", frames, frames, dtype=np.float64) / _FRAME
    return np.asarray(10 * np.log10(np.maximum(power, 10 ** (_FLOOR_DB / 10))))


def _without_clicks(mask: npt.NDArray[np.bool_]) -> npt.NDArray[np.intp]:
    """True indices without lonely clicks at either end."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], mask, [False])).astype(np.int8)))
    starts, ends = list(edges[::2]), list(edges[1::2])
    while len(starts) > 1 and ends[0] - starts[0] < _CLICK_HOPS and starts[1] - ends[0] > _LONELY_HOPS:
        del starts[0], ends[0]
    while len(starts) > 1 and ends[-1] - starts[-1] < _CLICK_HOPS and starts[-1] - ends[-2] > _LONELY_HOPS:
        del starts[-1], ends[-1]
    if not starts:
        return np.zeros(0, np.intp)
    return np.arange(starts[0], ends[-1])
