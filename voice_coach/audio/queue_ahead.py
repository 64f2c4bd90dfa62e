"""How far the session runs ahead of the device: a short queue answers sooner, a long one drops out less."""

from __future__ import annotations

FEWEST_BLOCKS = 1
MOST_BLOCKS = 8
_CALM_SECONDS = 30.0
_MOST_CALM_SECONDS = 480.0


class QueueAhead:
    """Counts in frames played. One more block after a dropout, one fewer after a calm time; if that was too
    few, the next calm time doubles.
    """

    def __init__(self, frames_per_second: int) -> None:
        self._rate = frames_per_second
        self._blocks = FEWEST_BLOCKS
        self._underruns = 0
        self._calm_seconds = _CALM_SECONDS
        self._since_frame = 0
        self._has_shrunk = False

    @property
    def blocks(self) -> int:
        """How many may wait now."""
        return self._blocks

    def tell(self, played_frames: int, underruns: int) -> None:
        """The device's totals so far."""
        new = underruns - self._underruns
        calm_frames = round(self._calm_seconds * self._rate)
        if new > 0:
            if self._has_shrunk and played_frames - self._since_frame < calm_frames:
                self._calm_seconds = min(2 * self._calm_seconds, _MOST_CALM_SECONDS)
            self._blocks = min(self._blocks + new, MOST_BLOCKS)
            self._underruns, self._since_frame, self._has_shrunk = underruns, played_frames, False
        elif self._blocks > FEWEST_BLOCKS and played_frames - self._since_frame >= calm_frames:
            self._blocks -= 1
            self._since_frame, self._has_shrunk = played_frames, True
