"""A session's pauses, from its journal."""

from __future__ import annotations

from voice_coach.records.past_session import PauseMade

_MOST_PAUSES = 500
_TAKEN_BACK_SECONDS = 2.0
"""A command is taken back within 1.5 s, or stands."""


class Pauses:
    def __init__(self) -> None:
        self._made: list[PauseMade] = []
        self._since: float | None = None

    def write(self, event: str, seconds: float) -> None:
        """Take one journal line in."""
        since = self._since
        if event == "paused" and since is None:
            self._since = seconds
        elif event == "resumed" and since is not None:
            if len(self._made) < _MOST_PAUSES:
                self._made.append(_pause(since, seconds))
            self._since = None
        elif event == "taken_back" and since is not None and seconds - since < _TAKEN_BACK_SECONDS:
            self._since = None  # It was never paused.

    def until(self, seconds: float) -> tuple[PauseMade, ...]:
        """Including one that still lasts at ``seconds``."""
        lasts = self._since is not None and self._since < seconds
        return (*self._made, *([_pause(self._since or 0.0, seconds)] if lasts else []))


def _pause(start: float, end: float) -> PauseMade:
    return PauseMade(round(start, 2), round(end, 2))
