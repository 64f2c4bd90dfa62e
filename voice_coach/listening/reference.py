"""What the coach plays, at the hearing rate, waiting for the microphone that will hear it."""

from __future__ import annotations

import threading

import numpy as np

from voice_coach.audio.clip import Samples
from voice_coach.audio.sample_time import SAMPLE_RATE
from voice_coach.listening.recogniser import HEARING_RATE, Speech
from voice_coach.listening.resample import HearingResampler

HELD_BACK_SAMPLES = HEARING_RATE // 25
"""40 ms are kept waiting, so that a block rendered late leaves no hole. Well under the time from rendering a
sound to hearing it, so that the reference never comes after its echo."""
RESAMPLER_SAMPLES = HEARING_RATE // 24
UNHEARD_SAMPLES = HEARING_RATE
"""Where nobody takes anything, a microphone being lost, only the last second is kept."""
MOST_WAITING_SAMPLES = HEARING_RATE // 5
"""More than 200 ms waiting means that the microphone's clock is the slower one: the oldest is skipped."""


class ReferenceTap:
    """A queue between whoever plays and whoever listens: ``play`` and ``take`` may come from two threads.

    ``in_step`` is for files, where both ends move together: nothing is held back and nothing skipped.
    """

    def __init__(self, *, in_step: bool = False) -> None:
        self._lock = threading.Lock()
        self._resampler = HearingResampler(SAMPLE_RATE)
        # The resampler gives in uneven portions: a little ahead of it, no portion leaves a hole.
        self._waiting: Speech = np.zeros(RESAMPLER_SAMPLES if in_step else 0, np.int16)
        self._in_step = in_step
        self._flowing = in_step

    def play(self, samples: Samples) -> None:
        """``samples`` (mono float32 at ``SAMPLE_RATE``) are on their way to the speaker."""
        heard = self._resampler.feed(samples)
        with self._lock:
            self._waiting = np.concatenate((self._waiting[-UNHEARD_SAMPLES:], heard))

    def take(self, count: int) -> Speech:
        """The next ``count`` samples of what was played; silence where nothing was."""
        with self._lock:
            if not self._flowing and len(self._waiting) >= count + HELD_BACK_SAMPLES:
                self._flowing = True
            if not self._flowing:
                return np.zeros(count, np.int16)
            if not self._in_step and len(self._waiting) > count + MOST_WAITING_SAMPLES:
                self._waiting = self._waiting[-(count + HELD_BACK_SAMPLES) :]
            taken, self._waiting = self._waiting[:count], self._waiting[count:]
            if len(taken) < count:
                self._flowing = self._in_step
                taken = np.concatenate((taken, np.zeros(count - len(taken), np.int16)))
            return taken
