"""A journal whose failures are told once and never end a session."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from voice_coach.errors import VoiceCoachError
from voice_coach.records.journal import Journal


class UnfailingJournal:
    """Passes lines on until one fails; ``tell`` gets the reason."""

    def __init__(self, journal: Journal, tell: Callable[[str], None]) -> None:
        self._journal = journal
        self._tell = tell
        self.failure: VoiceCoachError | None = None
        """Why the journal is incomplete, if it is."""

    def write(self, event: str, seconds: float, fields: Mapping[str, object]) -> None:
        if self.failure is not None:
            return
        try:
            self._journal.write(event, seconds, fields)
        except VoiceCoachError as error:
            self.failure = error
            self._tell(f"{error} The session goes on.")
