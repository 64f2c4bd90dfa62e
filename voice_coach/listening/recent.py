"""The last few seconds of a sound, to cut out of by position."""

from __future__ import annotations

from collections import deque

import numpy as np

from voice_coach.listening.recogniser import Speech


class Recent:
    """``keep`` block after block, ``cut`` what lies at a position counted from the first sample kept."""

    def __init__(self, longest_samples: int) -> None:
        self._longest_samples = longest_samples
        self._blocks: deque[Speech] = deque()
        self._first = self._after = 0

    def keep(self, samples: Speech) -> None:
        """``samples`` follow what was kept before; what is older than all that may be cut out is let go."""
        self._blocks.append(samples)
        self._after += len(samples)
        while self._after - self._first - len(self._blocks[0]) >= self._longest_samples:
            self._first += len(self._blocks.popleft())

    def cut(self, first_sample: int, count: int) -> Speech:
        """The ``count`` samples from ``first_sample`` on, as far as they are (still) here."""
        kept = np.concatenate([np.zeros(0, np.int16), *self._blocks])
        start = max(0, first_sample - self._first)
        return kept[start : max(start, first_sample - self._first + count)]
