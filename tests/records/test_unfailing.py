"""A journal that fails is reported once, and ends nothing."""

from __future__ import annotations

from collections.abc import Mapping

from voice_coach.errors import OutputError
from voice_coach.records.unfailing import UnfailingJournal


class Full:
    """Takes two lines, then the disk is full."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def write(self, event: str, seconds: float, fields: Mapping[str, object]) -> None:
        if len(self.lines) == 2:
            raise OutputError("The journal x can't be written.", code="journal")
        self.lines.append(event)


def test_what_fails_is_told_once_and_kept_for_the_end() -> None:
    told: list[str] = []
    full = Full()
    journal = UnfailingJournal(full, told.append)
    for event in ("a", "b", "c", "d"):
        journal.write(event, 1.0, {})
    assert full.lines == ["a", "b"]
    assert told == ["The journal x can't be written. The session goes on."]
    assert journal.failure is not None
    assert journal.failure.code == "journal"
