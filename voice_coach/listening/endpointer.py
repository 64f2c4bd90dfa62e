"""Finds stretches of speech in the microphone's samples, cut for short commands.

Four bands are followed over an adaptive floor each (minimum statistics over two seconds), so that a hiss
("six", "yes") counts as much as a vowel and a humming fan counts for nothing. Speech begins when several
frames in a short window stand out, keeps the audio just before, and ends after a short silence; frames far
below the stretch's own peak count as silence too, which cuts reverberation and steady noise. All positions
are counted in samples from the first one fed, and nothing depends on the size of the blocks.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass

import numpy as np

from voice_coach.listening.recogniser import HEARING_RATE, Speech

FRAME_SAMPLES = HEARING_RATE // 100
_WINDOW_SAMPLES = 2 * FRAME_SAMPLES
_WINDOW = np.arange(_WINDOW_SAMPLES)
_FFT = 512
_SMOOTHING_FRAMES = 5
_BLOCK_FRAMES = 20
_FLOOR_BIAS_DB = 2.0
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
    trailing_frames: int = 17
    preroll_frames: int = 20
    longest_frames: int = 250
    floor_frames: int = 200


@dataclass(frozen=True, eq=False)
class Segment:
    """One finished stretch: ``samples`` from position ``first_sample`` on, with pre-roll and tail; the speech
    itself lies from ``start_sample`` to ``end_sample``. ``decided_sample`` is how far the microphone was read
    to know it."""

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
        hertz = np.fft.rfftfreq(_FFT, 1 / HEARING_RATE)
        self._edges = np.searchsorted(hertz, _BAND_EDGES_HZ)
        self._widths = np.diff(self._edges)
        self._window = np.hanning(_WINDOW_SAMPLES).astype(np.float32)
        self._floor = _Floor(len(self._widths), max(1, self.settings.floor_frames // _BLOCK_FRAMES))
        self._pending: Speech = np.zeros(0, np.int16)
        self._position = 0
        self._onsets: deque[bool] = deque(maxlen=self.settings.onset_window_frames)
        self._before: deque[Speech] = deque(
            maxlen=self.settings.preroll_frames + self.settings.onset_window_frames
        )
        self._kept: list[Speech] | None = None
        self._close()

    @property
    def in_speech(self) -> bool:
        """Somebody is speaking, or was until less than the trailing silence ago."""
        return self._kept is not None

    @property
    def started_sample(self) -> int:
        """Where the speech that goes on now began; only while ``in_speech``."""
        return self._start

    @property
    def quiet_frames(self) -> int:
        """For how long nothing has been said in the speech that goes on now."""
        return self._quiet_frames

    def so_far(self) -> Segment | None:
        """The speech that goes on now as if it had ended; None where nobody speaks."""
        return None if self._kept is None else self._segment(self._kept)

    @property
    def floor_db(self) -> float:
        """The room's level, dB of full scale."""
        return _sum_db(self._floor.levels)

    def feed(self, samples: Speech) -> list[Segment]:
        """The segments that end within ``samples``."""
        joined = np.concatenate([self._pending, samples])
        frames = max(0, len(joined) - _WINDOW_SAMPLES + FRAME_SAMPLES) // FRAME_SAMPLES
        self._pending = joined[frames * FRAME_SAMPLES :].copy()
        if not frames:
            return []
        windows = joined[np.arange(frames)[:, None] * FRAME_SAMPLES + _WINDOW]
        spectra = np.fft.rfft(windows * (self._window / 32768), _FFT)
        power = spectra.real**2 + spectra.imag**2
        sums = np.add.reduceat(power[:, : self._edges[-1]], self._edges[:-1], axis=1)
        bands = 10 * np.log10(sums / (self._widths * _FFT) + 1e-12)
        found = []
        for row, level in enumerate(bands.tolist()):
            segment = self._step(level, joined[row * FRAME_SAMPLES : (row + 1) * FRAME_SAMPLES])
            if segment is not None:
                found.append(segment)
        return found

    def take(self) -> Speech:
        """The samples of the speech that goes on now, those taken before left out; none once it is too
        long.
        """
        new = (self._kept or [])[self._taken :]
        self._taken += len(new)
        return np.concatenate(new) if new else np.zeros(0, np.int16)

    def flush(self) -> list[Segment]:
        """The sound is over: the segment that was still open, if one was."""
        return [] if self._kept is None else [self._finish(self._kept)]

    def _step(self, level: list[float], frame: Speech) -> Segment | None:
        floor = self._floor.follow(level)
        height = sum(min(25.0, max(0.0, now - low)) for now, low in zip(level, floor, strict=True)) / len(
            level
        )
        self._position += len(frame)
        if self._kept is not None:
            return self._go_on(self._kept, height, _sum_db(level), frame)
        self._before.append(frame)
        self._onsets.append(height > self.settings.onset_db)
        if sum(self._onsets) >= self.settings.onset_frames:
            self._begin(_sum_db(level))
        return None

    def _begin(self, loudness: float) -> None:
        since_onset = len(self._onsets) - list(self._onsets).index(True)
        self._kept = list(self._before)[-(since_onset + self.settings.preroll_frames) :]
        self._start = self._position - since_onset * FRAME_SAMPLES
        self._end = self._position
        self._first = self._position - sum(len(kept) for kept in self._kept)
        self._peak_db = loudness
        self._floor_before_db = self.floor_db
        self._before.clear()

    def _go_on(self, kept: list[Speech], height: float, loudness: float, frame: Speech) -> Segment | None:
        frames_long = (self._position - self._start) // FRAME_SAMPLES
        if frames_long <= self.settings.longest_frames + self.settings.trailing_frames:
            kept.append(frame)
        self._peak_db = max(self._peak_db, loudness)
        if height > self.settings.release_db and loudness > self._peak_db - self.settings.below_peak_db:
            self._quiet_frames = 0
            self._end = self._position
        else:
            self._quiet_frames += 1
        return self._finish(kept) if self._quiet_frames >= self.settings.trailing_frames else None

    def _finish(self, kept: list[Speech]) -> Segment:
        segment = self._segment(kept)
        if not segment.too_long:
            self._before.extend(kept[-self.settings.preroll_frames :])
        self._close()
        return segment

    def _segment(self, kept: list[Speech]) -> Segment:
        too_long = (self._end - self._start) // FRAME_SAMPLES > self.settings.longest_frames
        return Segment(
            samples=np.zeros(0, np.int16) if too_long else np.concatenate(kept),
            first_sample=self._first,
            start_sample=self._start,
            end_sample=self._end,
            decided_sample=self._position,
            level_db=self._peak_db,
            floor_db=self._floor_before_db,
            too_long=too_long,
        )

    def _close(self) -> None:
        self._kept = None
        self._first = self._start = self._end = self._quiet_frames = self._taken = 0
        self._peak_db = self._floor_before_db = _SILENCE_DB
        self._onsets.clear()


class _Floor:
    """Each band's floor: the minimum over the last blocks of its level smoothed over 50 ms, and a little
    more.
    """

    def __init__(self, bands: int, blocks: int) -> None:
        self.levels = [_SILENCE_DB] * bands
        self._recent: deque[list[float]] = deque(maxlen=_SMOOTHING_FRAMES)
        self._lows: deque[list[float]] = deque(maxlen=blocks)
        self._least: list[float] | None = None
        self._low: list[float] | None = None
        self._frames = 0

    def follow(self, level: list[float]) -> list[float]:
        """The floors, ``level`` of one more frame counted in."""
        self._recent.append(level)
        smooth = [sum(band) / len(self._recent) for band in zip(*self._recent, strict=True)]
        low = smooth if self._low is None else [min(pair) for pair in zip(self._low, smooth, strict=True)]
        least = low if self._least is None else [min(pair) for pair in zip(self._least, low, strict=True)]
        self.levels = [max(_SILENCE_DB, band + _FLOOR_BIAS_DB) for band in least]
        self._frames += 1
        self._low = low
        if self._frames % _BLOCK_FRAMES == 0:
            self._lows.append(low)
            self._least = [min(band) for band in zip(*self._lows, strict=True)]
            self._low = None
        return self.levels


def _sum_db(levels: list[float]) -> float:
    return 10 * math.log10(sum(10 ** (level / 10) for level in levels))
