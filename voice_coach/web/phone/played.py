"""What was played in the quantum in which the microphone was read: one clock for both."""

from __future__ import annotations

import numpy as np

from voice_coach.listening.recogniser import Speech
from voice_coach.listening.taken import Taken


class InStep:
    """An ``own_sound.Played``: ``give`` what was played before each microphone block."""

    def __init__(self) -> None:
        self._waiting: Speech = np.zeros(0, np.int16)

    def give(self, samples: Speech) -> None:
        self._waiting = np.concatenate((self._waiting, samples))

    def take(self, count: int) -> Taken:
        """The next ``count`` samples, or silence."""
        taken, self._waiting = self._waiting[:count], self._waiting[count:]
        return Taken(np.concatenate((taken, np.zeros(count - len(taken), np.int16))))
