"""Finds words over a continuous sound: music, a fan.

Such a sound is speech without an end to the endpointer, so what's louder than most of it is cut out too. The
decoder must check that the sound before isn't speech (`decision.stands_alone`).
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np

from voice_coach.listening.band_levels import FRAME_SAMPLES, Levels, height_db, sum_db
from voice_coach.listening.recogniser import Speech
from voice_coach.listening.segment import Segment


@dataclass(frozen=True)
class ForegroundSettings:
    """Tuned on other people's words in noise and music (`bench/noisy_hearing.py`)."""

    after_frames: int = 60
    """The sound must have gone on so long."""
    window_frames: int = 150
    """Last frames without such words, compared at ``percentile`` of each band."""
    percentile: float = 70.0
    onset_db: float = 4.0
    release_db: float = 2.5
    below_peak_db: float = 15.0
    """So far under the word's loudest isn't part of it."""
    onset_frames: int = 5
    onset_window_frames: int = 8
    trailing_frames: int = 17
    preroll_frames: int = 50
    longest_frames: int = 200


_LEAST_LEARNT_FRAMES = 50
_LOOK_EVERY_FRAMES = 10
_ONSET_OF_SOUND_FRAMES = 5


class Foreground:
    """``step`` every frame while the sound goes on; then ``leave``."""

    def __init__(self, settings: ForegroundSettings | None = None) -> None:
        self.settings = settings or ForegroundSettings()
        chosen = self.settings
        self._past: deque[Levels] = deque(maxlen=chosen.window_frames)
        longest = chosen.longest_frames + chosen.trailing_frames + chosen.onset_window_frames
        self._kept: deque[Speech] = deque(maxlen=longest + chosen.preroll_frames)
        self._onsets: deque[bool] = deque(maxlen=chosen.onset_window_frames)
        self._background: list[float] | None = None
        self._word: _Word | None = None
        self._frames = 0

    def keep(self, frame: Speech) -> None:
        """With or without such a sound."""
        self._kept.append(frame)

    def step(self, levels: Levels, smooth: Levels, position: int) -> Segment | None:
        """The word ending at ``position``, if any. ``smooth``: levels over 50 ms."""
        self._frames += 1
        if self._word is None:
            self._past.append(smooth)
            self._learn()
        if self._background is None or self._frames < self.settings.after_frames:
            return None
        height, loudness = height_db(levels, self._background), sum_db(levels)
        if self._word is None:
            self._begin(height, loudness, position)
            return None
        return self._go_on(self._word, height, loudness, position)

    def leave(self, position: int) -> Segment | None:
        """The sound is over: the word ending with it, if any."""
        found = None if self._word is None else self._segment(self._word, position)
        self._word = None
        self._background = None
        self._frames = 0
        self._past.clear()
        self._onsets.clear()
        return found

    def _learn(self) -> None:
        if len(self._past) < _LEAST_LEARNT_FRAMES:
            return
        if self._background is None or self._frames % _LOOK_EVERY_FRAMES == 0:
            # The first frames are the sound's own onset.
            past = np.array(self._past)[_ONSET_OF_SOUND_FRAMES:]
            self._background = np.percentile(past, self.settings.percentile, axis=0).tolist()

    def _begin(self, height: float, loudness: float, position: int) -> None:
        self._onsets.append(height > self.settings.onset_db)
        if sum(self._onsets) < self.settings.onset_frames or self._background is None:
            return
        since = len(self._onsets) - list(self._onsets).index(True)
        self._word = _Word(position - since * FRAME_SAMPLES, position, loudness, sum_db(self._background))

    def _go_on(self, word: _Word, height: float, loudness: float, position: int) -> Segment | None:
        word.peak_db = max(word.peak_db, loudness)
        if height > self.settings.release_db and loudness > word.peak_db - self.settings.below_peak_db:
            word.end, word.quiet_frames = position, 0
            if (word.end - word.start) // FRAME_SAMPLES > self.settings.longest_frames:
                self._start_anew()
            return None
        word.quiet_frames += 1
        if word.quiet_frames < self.settings.trailing_frames:
            return None
        found = self._segment(word, position)
        self._word = None
        self._onsets.clear()
        return found

    def _start_anew(self) -> None:
        """What stands out is now the background."""
        self._word = None
        self._background = None
        self._onsets.clear()
        self._past.clear()

    def _segment(self, word: _Word, position: int) -> Segment:
        wanted = (position - word.start) // FRAME_SAMPLES + self.settings.preroll_frames
        frames = list(self._kept)[-wanted:]
        return Segment(
            samples=np.concatenate(frames),
            first_sample=position - len(frames) * FRAME_SAMPLES,
            start_sample=word.start,
            end_sample=word.end,
            decided_sample=position,
            level_db=word.peak_db,
            floor_db=word.floor_db,
            over_sound=True,
        )


@dataclass
class _Word:
    """In samples and dB of full scale."""

    start: int
    end: int
    peak_db: float
    floor_db: float
    quiet_frames: int = 0
