"""The way out: mixed sound is limited and waits to be taken."""

from __future__ import annotations

import copy

import numpy as np

from voice_coach.audio.clip import Samples
from voice_coach.audio.limiter import Limiter
from voice_coach.playing.second_thoughts import Seam


class Outlet:
    """Pieces in, blocks of any size out. ``seam`` blends output with what was given up."""

    def __init__(self, limiter: Limiter) -> None:
        self.limiter = limiter
        self.seam: Seam | None = None
        self.ready_frames = 0
        self._mixed: list[Samples] = []
        self._ready: list[Samples] = []
        self._flushed = False

    def twin(self) -> Outlet:
        """The same limiter state, nothing waiting."""
        return Outlet(copy.copy(self.limiter))

    def add(self, mixed: Samples) -> None:
        self._mixed.append(mixed)

    def limit(self) -> None:
        frames = sum(piece.shape[0] for piece in self._mixed)
        limited = self.limiter.process(*self._mixed)
        self._mixed.clear()
        if self.seam is not None:
            limited = self.seam.blend(limited, frames)
            self.seam = None if self.seam.over else self.seam
        self._keep(limited)

    def flush(self) -> bool:
        """Let out what the limiter holds; ``False`` if done before."""
        flushed, self._flushed = self._flushed, True
        if not flushed:
            self._keep(self.limiter.flush())
        return not flushed

    def take(self, frames: int) -> Samples:
        """All there are if fewer."""
        block = np.concatenate(self._ready) if len(self._ready) != 1 else self._ready[0]
        out, rest = block[:frames], block[frames:]
        self._ready = [rest] if rest.shape[0] else []
        self.ready_frames = int(rest.shape[0])
        return out

    def _keep(self, samples: Samples) -> None:
        self._ready.append(samples)
        self.ready_frames += int(samples.shape[0])
