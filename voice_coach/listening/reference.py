"""What the coach plays, at the hearing rate, queued for the microphone."""

from __future__ import annotations

import threading

import numpy as np

from voice_coach.audio.clip import Samples
from voice_coach.listening.recogniser import HEARING_RATE, Speech
from voice_coach.listening.resample import ThreeToTwo
from voice_coach.listening.taken import Taken

HELD_BACK_SAMPLES = HEARING_RATE // 25
"""So a block rendered late leaves no gap."""
RESAMPLER_SAMPLES = HEARING_RATE // 24
UNHEARD_SAMPLES = HEARING_RATE
"""Kept if nothing takes samples."""
SLACK_SAMPLES = HEARING_RATE // 100
WATCHED_SAMPLES = 5 * HEARING_RATE
"""If 10 ms too much waited for so long, the microphone's clock is slower: skip it."""
MOST_PUT_IN_SAMPLES = 3 * HEARING_RATE // 20
"""After a longer gap the device underran too, or no one played."""


class ReferenceTap:
    """A queue from playing to listening, thread-safe. ``in_step``, for files: nothing is held back."""

    def __init__(self, *, in_step: bool = False) -> None:
        self._lock = threading.Lock()
        self._resampler = ThreeToTwo()
        # The resampler's portions are uneven: with a little lead none leaves a hole.
        self._waiting: Speech = np.zeros(RESAMPLER_SAMPLES if in_step else 0, np.int16)
        self._in_step = in_step
        self._flowing = in_step
        self._put_in_samples = MOST_PUT_IN_SAMPLES + 1  # Nothing was played before the first sound.
        self._least_waiting = UNHEARD_SAMPLES
        self._watched_samples = 0

    def play(self, samples: Samples) -> None:
        """Mono float32 at ``SAMPLE_RATE``, on its way to the speaker."""
        heard = self._resampler.feed(samples)
        with self._lock:
            self._waiting = np.concatenate((self._waiting[-UNHEARD_SAMPLES:], heard))

    def take(self, count: int) -> Taken:
        """What was played, or silence."""
        with self._lock:
            if self._in_step:
                return Taken(self._next(count))
            put_in_samples = 0
            if not self._flowing:
                if len(self._waiting) < count + HELD_BACK_SAMPLES:
                    self._put_in_samples += count
                    return Taken(np.zeros(count, np.int16))
                self._flowing = True
                if self._put_in_samples <= MOST_PUT_IN_SAMPLES:
                    put_in_samples = self._put_in_samples
                self._put_in_samples = 0
                self._watch_anew()
            skipped = self._skip(count)
            return Taken(self._next(count), skipped, put_in_samples)

    def _next(self, count: int) -> Speech:
        taken, self._waiting = self._waiting[:count], self._waiting[count:]
        missing = count - len(taken)
        if missing:
            self._flowing = self._in_step
            self._put_in_samples += missing
            taken = np.concatenate((taken, np.zeros(missing, np.int16)))
        return taken

    def _skip(self, count: int) -> Speech:
        self._least_waiting = min(self._least_waiting, len(self._waiting) - count)
        self._watched_samples += count
        too_much = self._least_waiting - HELD_BACK_SAMPLES
        if self._watched_samples < WATCHED_SAMPLES:
            too_much = 0
        else:
            self._watch_anew()
        if too_much <= SLACK_SAMPLES:
            too_much = 0
        skipped, self._waiting = self._waiting[:too_much], self._waiting[too_much:]
        return skipped

    def _watch_anew(self) -> None:
        self._least_waiting, self._watched_samples = UNHEARD_SAMPLES, 0
