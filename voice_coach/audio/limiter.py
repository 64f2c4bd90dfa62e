"""A look-ahead peak limiter: nothing exceeds the ceiling; what stays below passes untouched.

Time is cut into cells of ``CELL_FRAMES`` from the first frame, so block sizes don't matter. A cell needs the
gain that brings its peak, half-way places included (a sharp "s" is up to 2 dB higher there), to the ceiling.
At each border stands a node: the least gain that cells need from just before to the end of the look-ahead,
released slowly and averaged over the look-ahead. Between nodes gain is a straight line. Each value in a
node's average saw the cells on both sides, so no line exceeds its cell's need.
"""

from __future__ import annotations

import math

import numpy as np

from voice_coach.audio.clip import Samples
from voice_coach.audio.curve import amplitude
from voice_coach.audio.sample_time import SAMPLE_RATE

CELL_FRAMES = 16
AHEAD_CELLS = 6
LATENCY_FRAMES = (AHEAD_CELLS + 2) * CELL_FRAMES
"""Output lag: 5.3 ms. The last cell is for places between samples."""

RELEASE_SECONDS = 0.08
CEILING_DB = -2.5
"""Keeps a file's true peak below -1 dBTP once encoded."""

_LOOKED_AT_FRAMES = (AHEAD_CELLS + 1) * CELL_FRAMES
_NEAR = 0.7  # of the ceiling: if no sample of a cell reaches it, nothing between them passes the ceiling
_HALF_WAY = (0.64519, -0.20531, 0.11200, -0.06888, 0.04323, -0.02623)
"""Weights around a half-way place, nearest first: Kaiser-windowed sinc (beta 2.25), good to 0.7 dB up to 10.5
kHz."""
_STRETCH_FRAMES = 512 * CELL_FRAMES  # looked at as a whole; the result doesn't depend on it
_STILL = 1e-3  # a reduction smaller than this (0.01 dB) is let go at once, and the limiter is at rest again


class Limiter:
    """Streaming; in all, as many frames come out as went in."""

    def __init__(self, *, ceiling_db: float = CEILING_DB) -> None:
        self._ceiling = np.float32(amplitude(ceiling_db))
        self._keep = math.exp(-CELL_FRAMES / (RELEASE_SECONDS * SAMPLE_RATE))
        self._begin()

    def _begin(self) -> None:
        """As if silence came before."""
        self._waiting: Samples = np.zeros(LATENCY_FRAMES, dtype=np.float32)  # looked at, not yet given
        self._surplus = LATENCY_FRAMES  # frames of that silence still to drop
        self._needs = np.ones(AHEAD_CELLS + 1)  # gain needed by the last cells looked at
        self._held = np.ones(AHEAD_CELLS)  # last values before averaging
        self._node = 1.0  # gain at the border where the next cell to be given begins
        self._reduction = 0.0  # 1 minus the last value before averaging
        self._at_rest = True

    def process(self, *blocks: Samples) -> Samples:
        """Take frames; return finished cells, ``LATENCY_FRAMES`` behind."""
        sound = np.concatenate((self._waiting, *blocks))
        whole = (sound.shape[0] - LATENCY_FRAMES) // CELL_FRAMES * CELL_FRAMES
        for start in range(0, whole, _STRETCH_FRAMES):
            stop = min(start + _STRETCH_FRAMES, whole)
            ahead = sound[start + _LOOKED_AT_FRAMES : stop + _LOOKED_AT_FRAMES]
            peak = max(np.maximum.reduce(ahead), -np.minimum.reduce(ahead))  # the methods cost twice as much
            if not self._at_rest or peak > _NEAR * self._ceiling:
                peaks = self._peaks(sound, start + _LOOKED_AT_FRAMES, stop + _LOOKED_AT_FRAMES)
                gains = self._gains(peaks)
                sound[start:stop] = np.clip(sound[start:stop] * gains, -self._ceiling, self._ceiling)
        self._waiting = sound[whole:].copy()
        given = min(self._surplus, whole)
        self._surplus -= given
        out: Samples = sound[given:whole]
        return out

    def flush(self) -> Samples:
        """The frames still held; resets."""
        held = self._waiting.shape[0] - self._surplus
        rest = self.process(np.zeros(LATENCY_FRAMES + CELL_FRAMES, dtype=np.float32))[:held]
        self._begin()
        return rest

    def _peaks(self, sound: Samples, start: int, stop: int) -> Samples:
        """The highest swing in each cell of ``sound[start:stop]``."""
        peaks: Samples = np.abs(sound[start:stop]).reshape(-1, CELL_FRAMES).max(axis=1)
        near = np.flatnonzero(peaks > _NEAR * self._ceiling)
        if near.size:
            reach = len(_HALF_WAY)
            width = CELL_FRAMES + 2 * reach - 1
            around = sound[(start + near * CELL_FRAMES)[:, None] + np.arange(1 - reach, width + 1 - reach)]
            between = np.zeros((near.size, CELL_FRAMES), np.float32)
            for step, weight in enumerate(_HALF_WAY):
                left, right = reach - 1 - step, reach + step
                both = around[:, left : left + CELL_FRAMES] + around[:, right : right + CELL_FRAMES]
                between += np.float32(weight) * both
            peaks[near] = np.maximum(peaks[near], np.abs(between).max(axis=1))
        return peaks

    def _gains(self, peaks: Samples) -> Samples:
        """From the next cells' peaks, the gain of each frame now due."""
        fresh = np.minimum(1.0, float(self._ceiling) / np.maximum(peaks.astype(np.float64), 1e-9))
        needs = np.concatenate((self._needs, fresh))
        least = np.lib.stride_tricks.sliding_window_view(needs, AHEAD_CELLS + 2).min(axis=1)
        held = np.concatenate((self._held, self._released(least.tolist())))
        cells = peaks.shape[0]
        nodes = np.empty(cells + 1)
        nodes[0] = self._node
        # a sum in fixed order: a running one would depend on where the block began
        nodes[1:] = sum(held[i : i + cells] for i in range(AHEAD_CELLS + 1)) / (AHEAD_CELLS + 1)
        self._needs, self._held, self._node = needs[-AHEAD_CELLS - 1 :], held[-AHEAD_CELLS:], float(nodes[-1])
        self._at_rest = min(self._needs.min(), self._held.min(), self._node) == 1.0
        way = (np.arange(CELL_FRAMES) + 0.5) / CELL_FRAMES
        return (nodes[:-1, None] + np.diff(nodes)[:, None] * way).ravel().astype(np.float32)

    def _released(self, least: list[float]) -> list[float]:
        reduction = self._reduction
        held = []
        for gain in least:
            reduction *= self._keep
            if reduction < _STILL:
                reduction = 0.0
            reduction = max(reduction, 1.0 - gain)
            held.append(1.0 - reduction)
        self._reduction = reduction
        return held
