"""What was played in the very quantum in which the microphone's samples were taken: one clock for both."""

from __future__ import annotations

import numpy as np

from voice_coach.listening.recogniser import Speech
from voice_coach.listening.taken import Taken


class InStep:
    """Fits ``own_sound.Played``: ``give`` before each block of the microphone what was played beside it."""

    def __init__(self) -> None:
        self._waiting: Speech = np.zeros(0, np.int16)

    def give(self, samples: Speech) -> None:
        self._waiting = np.concatenate((self._waiting, samples))

    def take(self, count: int) -> Taken:
        """The next ``count`` samples; silence where nothing was given."""
        taken, self._waiting = self._waiting[:count], self._waiting[count:]
        return Taken(np.concatenate((taken, np.zeros(count - len(taken), np.int16))))
