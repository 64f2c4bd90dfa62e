"""How far the session runs ahead of the device: further on a busy machine, and back once it's calm again.

Little is waiting, so that a command is obeyed at once. A device that runs dry needs more: whole sound matters
more than quick answers.
"""

from __future__ import annotations

FEWEST_BLOCKS = 1
MOST_BLOCKS = 8
_CALM_SECONDS = 30.0
_MOST_CALM_SECONDS = 480.0


class QueueAhead:
    """Counts in frames played, so that nothing depends on a clock.

    Each time the device ran dry, a block more waits. After a calm time it's one fewer. If that was too few,
    the next calm time is twice as long.
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
        """How many blocks may wait now."""
        return self._blocks

    def tell(self, played_frames: int, underruns: int) -> None:
        """``played_frames`` and ``underruns`` of the device so far, both all in all."""
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
