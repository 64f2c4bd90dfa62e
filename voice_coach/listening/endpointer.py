"""Cuts speech out of the microphone's samples, for short commands.

Four bands over adaptive floors (minimum statistics over two seconds), so a hiss counts like a vowel and a fan
not at all. Frames far below the peak count as silence, which cuts reverberation. Block sizes don't matter.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from voice_coach.listening.band_levels import (
    FRAME_SAMPLES,
    SILENCE_DB,
    BandLevels,
    Floor,
    Levels,
    Smoothed,
    height_db,
    sum_db,
)
from voice_coach.listening.foreground import Foreground
from voice_coach.listening.recogniser import Speech
from voice_coach.listening.segment import Segment


@dataclass(frozen=True)
class EndpointerSettings:
    """Tuned by cross-validation on other people's commands (`bench/hearing.py`)."""

    onset_db: float = 7.0
    """A speech frame's mean height over the floors; a band counts up to 25 dB."""
    release_db: float = 4.5
    below_peak_db: float = 30.0
    """So far under the stretch's loudest is silence."""
    onset_frames: int = 5
    onset_window_frames: int = 8
    trailing_frames: int = 17
    preroll_frames: int = 20
    longest_frames: int = 250
    floor_frames: int = 200


class Endpointer:
    """``feed`` samples, take finished segments."""

    def __init__(
        self, settings: EndpointerSettings | None = None, *, foreground: Foreground | None = None
    ) -> None:
        """With ``foreground``, words over a continuous sound too (``Segment.over_sound``)."""
        self.settings = settings or EndpointerSettings()
        self.trailing_frames = self.settings.trailing_frames
        """Silent frames that end speech; may be set at any time."""
        self._levels, self._smoothed = BandLevels(), Smoothed()
        self._floor = Floor(self.settings.floor_frames)
        self._foreground = foreground
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
        """Someone speaks, or did just now."""
        return self._kept is not None

    @property
    def started_sample(self) -> int:
        """Where the present speech began; only while ``in_speech``."""
        return self._start

    @property
    def position(self) -> int:
        """Samples examined so far."""
        return self._position

    @property
    def quiet_frames(self) -> int:
        """How long the present speech has paused."""
        return self._quiet_frames

    def so_far(self) -> Segment | None:
        """As if the present speech had ended."""
        return None if self._kept is None else self._segment(self._kept)

    @property
    def floor_db(self) -> float:
        """The room's level, dB of full scale."""
        return sum_db(self._floor.levels)

    def feed(self, samples: Speech, whole: Speech | None = None) -> list[Segment]:
        """Segments that end within ``samples``, holding ``whole`` instead if given: see
        `echo.port.Removed`.
        """
        self._pending = np.concatenate([self._pending, samples if whole is None else whole])
        found: list[Segment] = []
        for levels in self._levels.feed(samples):
            found += self._step(levels, self._pending[:FRAME_SAMPLES])
            self._pending = self._pending[FRAME_SAMPLES:]
        return found

    def take(self) -> Speech:
        """What's new of the present speech; none once it's too long."""
        new = (self._kept or [])[self._taken :]
        self._taken += len(new)
        return np.concatenate(new) if new else np.zeros(0, np.int16)

    def flush(self) -> list[Segment]:
        """The open segment, if any."""
        return [] if self._kept is None else [*self._leave_foreground(), self._finish(self._kept)]

    def _step(self, levels: Levels, frame: Speech) -> Iterator[Segment]:
        smooth = self._smoothed.follow(levels)
        height = height_db(levels, self._floor.follow(smooth))
        self._position += len(frame)
        if self._foreground is not None:
            self._foreground.keep(frame)
        if self._kept is None:
            self._before.append(frame)
            self._onsets.append(height > self.settings.onset_db)
            if sum(self._onsets) >= self.settings.onset_frames:
                self._begin(sum_db(levels))
            return
        if self._foreground is not None:
            over_sound = self._foreground.step(levels, smooth, self._position)
            if over_sound is not None:
                yield over_sound
        segment = self._go_on(self._kept, height, sum_db(levels), frame)
        if segment is not None:
            yield from self._leave_foreground()
            yield segment

    def _leave_foreground(self) -> list[Segment]:
        found = None if self._foreground is None else self._foreground.leave(self._position)
        return [] if found is None else [found]

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
        if frames_long <= self.settings.longest_frames + self.trailing_frames:
            kept.append(frame)
        self._peak_db = max(self._peak_db, loudness)
        if height > self.settings.release_db and loudness > self._peak_db - self.settings.below_peak_db:
            self._quiet_frames = 0
            self._end = self._position
        else:
            self._quiet_frames += 1
        return self._finish(kept) if self._quiet_frames >= self.trailing_frames else None

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
        self._peak_db = self._floor_before_db = SILENCE_DB
        self._onsets.clear()
