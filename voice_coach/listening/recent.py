"""The last few seconds of a sound, to cut by position."""

from __future__ import annotations

from collections import deque

import numpy as np

from voice_coach.listening.recogniser import Speech


class Recent:
    """``keep`` blocks, ``cut`` by a position from the first sample kept."""

    def __init__(self, longest_samples: int) -> None:
        self._longest_samples = longest_samples
        self._blocks: deque[Speech] = deque()
        self._first = self._after = 0

    def keep(self, samples: Speech) -> None:
        """Append ``samples``, dropping what's too old to be cut."""
        self._blocks.append(samples)
        self._after += len(samples)
        while self._after - self._first - len(self._blocks[0]) >= self._longest_samples:
            self._first += len(self._blocks.popleft())

    def cut(self, first_sample: int, count: int) -> Speech:
        """Up to ``count`` samples from ``first_sample``, if still here."""
        kept = np.concatenate([np.zeros(0, np.int16), *self._blocks])
        start = max(0, first_sample - self._first)
        return kept[start : max(start, first_sample - self._first + count)]
