"""Finds stretches of speech in the microphone's samples, cut for short commands.

Four bands are followed over an adaptive floor each (minimum statistics over two seconds), so that a hiss ("six", "yes")
counts as much as a vowel and a humming fan counts for nothing. Speech begins when several frames in a short window
stand out, keeps the audio just before, and ends after a short silence; frames far below the stretch's own peak count as
silence too, which cuts reverberation and steady noise. All positions are counted in samples from the first one
fed, and nothing depends on the size of the blocks.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voice_coach.listening.recogniser import HEARING_RATE, Speech

FRAME_SAMPLES = HEARING_RATE // 100
_WINDOW_SAMPLES = 2 * FRAME_SAMPLES
_BAND_EDGES_HZ = (150, 600, 1500, 3500, 7500)
_SILENCE_DB = -78.0
"""No band's floor is taken to be lower than this (dB of full scale): digital silence is not a quiet room."""


@dataclass(frozen=True)
class EndpointerSettings:
    """Tuned by cross-validation on other people's commands (`bench/hearing.py`)."""

    onset_db: float = 7.0
    """Mean height over the floors (each band counts up to 25 dB) that makes a frame speech."""
    release_db: float = 4.5
    below_peak_db: float = 30.0
    """A frame this far under the stretch's loudest is silence."""
    onset_frames: int = 5
    onset_window_frames: int = 8
    trailing_frames: int = 20
    preroll_frames: int = 20
    longest_frames: int = 250
    floor_frames: int = 200


@dataclass(frozen=True, eq=False)
class Segment:
    """One finished stretch: ``samples`` from position ``first_sample`` on, with pre-roll and tail; the speech itself
    lies from ``start_sample`` to ``end_sample``. ``decided_sample`` is how far the microphone was read to know it."""

    samples: Speech
    first_sample: int
    start_sample: int
    end_sample: int
    decided_sample: int
    level_db: float
    """Loudest frame, dB of full scale."""
    floor_db: float
    """The room's level before it, dB of full scale."""
    too_long: bool = False
    """Longer than any command; ``samples`` is then empty."""

    @property
    def snr_db(self) -> float:
        return self.level_db - self.floor_db


class Endpointer:
    """``feed`` samples, take finished segments."""

    def __init__(self, settings: EndpointerSettings | None = None) -> None:
        self.settings = settings or EndpointerSettings()
        self._pending: Speech = np.zeros(0, np.int16)
        self._position = 0
        self._window = np.hanning(_WINDOW_SAMPLES).astype(np.float32)
        hertz = np.fft.rfftfreq(512, 1 / HEARING_RATE)
        edges = np.searchsorted(hertz, _BAND_EDGES_HZ)
        self._bands = list(zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True))
        self._minima: deque[npt.NDArray[np.float64]] = deque(maxlen=max(1, self.settings.floor_frames // 20))
        self._recent: deque[npt.NDArray[np.float64]] = deque(maxlen=5)
        self._current_minimum: npt.NDArray[np.float64] | None = None
        self._frames_seen = 0
        self._onsets: deque[bool] = deque(maxlen=self.settings.onset_window_frames)
        self._before: deque[Speech] = deque(maxlen=self.settings.preroll_frames + self.settings.onset_window_frames)
        self._kept: list[Speech] | None = None
        self._reset_stretch()

    @property
    def in_speech(self) -> bool:
        """Somebody is speaking, or was until less than the trailing silence ago."""
        return self._kept is not None

    @property
    def floor_db(self) -> float:
        """The room's level, dB of full scale."""
        return float(10 * np.log10(np.sum(10 ** (self._floor() / 10))))

    def feed(self, samples: Speech) -> list[Segment]:
        """The segments that end within ``samples``."""
        joined = np.concatenate([self._pending, samples])
        frames = max(0, len(joined) - _WINDOW_SAMPLES + FRAME_SAMPLES) // FRAME_SAMPLES
        self._pending = joined[frames * FRAME_SAMPLES :].copy()
        if not frames:
            return []
        index = np.arange(frames)[:, None] * FRAME_SAMPLES + np.arange(_WINDOW_SAMPLES)
        spectra = np.fft.rfft(joined[index].astype(np.float32) / 32768 * self._window, 512)
        power = np.abs(spectra).astype(np.float64) ** 2 / 512
        bands = 10 * np.log10(np.stack([power[:, a:b].mean(axis=1) for a, b in self._bands], axis=1) + 1e-12)
        found = []
        for row, level in enumerate(bands):
            frame = joined[row * FRAME_SAMPLES : (row + 1) * FRAME_SAMPLES]
            segment = self._step(level, frame)
            if segment is not None:
                found.append(segment)
        return found

    def flush(self) -> list[Segment]:
        """The sound is over: the segment that was still open, if one was."""
        if self._kept is None:
            return []
        return [self._finish()]

    def _step(self, level: npt.NDArray[np.float64], frame: Speech) -> Segment | None:
        self._follow_floor(level)
        height = float(np.clip(level - self._floor(), 0, 25).mean())
        loudness = float(10 * np.log10(np.sum(10 ** (level / 10))))
        self._position += len(frame)
        if self._kept is None:
            self._before.append(frame)
            self._onsets.append(height > self.settings.onset_db)
            if sum(self._onsets) >= self.settings.onset_frames:
                self._begin(loudness)
            return None
        return self._go_on(height, loudness, frame)

    def _begin(self, loudness: float) -> None:
        first_onset = len(self._onsets) - list(self._onsets).index(True)
        self._kept = list(self._before)[-(first_onset + self.settings.preroll_frames) :]
        self._start = self._position - first_onset * FRAME_SAMPLES
        self._end = self._position
        self._first = self._position - sum(len(kept) for kept in self._kept)
        self._peak_db = loudness
        self._floor_before_db = self.floor_db
        self._quiet_frames = 0
        self._onsets.clear()
        self._before.clear()

    def _go_on(self, height: float, loudness: float, frame: Speech) -> Segment | None:
        assert self._kept is not None
        frames_long = (self._position - self._start) // FRAME_SAMPLES
        if frames_long <= self.settings.longest_frames + self.settings.trailing_frames:
            self._kept.append(frame)
        self._peak_db = max(self._peak_db, loudness)
        if height > self.settings.release_db and loudness > self._peak_db - self.settings.below_peak_db:
            self._quiet_frames = 0
            self._end = self._position
        else:
            self._quiet_frames += 1
        return self._finish() if self._quiet_frames >= self.settings.trailing_frames else None

    def _finish(self) -> Segment:
        assert self._kept is not None
        too_long = (self._end - self._start) // FRAME_SAMPLES > self.settings.longest_frames
        samples = np.zeros(0, np.int16) if too_long else np.concatenate(self._kept)
        tail = self._kept[-self.settings.preroll_frames :]
        segment = Segment(
            samples,
            self._first,
            self._start,
            self._end,
            self._position,
            self._peak_db,
            self._floor_before_db,
            too_long,
        )
        self._before.extend(tail)
        self._reset_stretch()
        return segment

    def _reset_stretch(self) -> None:
        self._kept = None
        self._first = self._start = self._end = self._quiet_frames = 0
        self._peak_db = self._floor_before_db = _SILENCE_DB
        self._onsets.clear()

    def _follow_floor(self, level: npt.NDArray[np.float64]) -> None:
        """Minimum over two seconds of the level smoothed over 50 ms, per band."""
        self._recent.append(level)
        smooth = np.mean(self._recent, axis=0)
        low = smooth if self._current_minimum is None else np.minimum(self._current_minimum, smooth)
        self._frames_seen += 1
        if self._frames_seen % 20 == 0:
            self._minima.append(low)
            self._current_minimum = None
        else:
            self._current_minimum = low

    def _floor(self) -> npt.NDArray[np.float64]:
        lows = [*self._minima] + ([] if self._current_minimum is None else [self._current_minimum])
        floor = np.min(lows, axis=0) + 2.0 if lows else np.full(len(self._bands), _SILENCE_DB)
        return np.maximum(floor, _SILENCE_DB)
