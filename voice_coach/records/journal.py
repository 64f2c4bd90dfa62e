"""The journal: one JSON object a line, with sample-clock times, written at once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Protocol, TextIO

from voice_coach.errors import OutputError


def journal_line(event: str, seconds: float, fields: Mapping[str, object]) -> str:
    """A line of JSON, end included."""
    return json.dumps({"t": round(seconds, 6), "event": event, **fields}, ensure_ascii=False) + "\n"


class Journal(Protocol):
    def write(self, event: str, seconds: float, fields: Mapping[str, object]) -> None: ...


class JournalsTogether:
    """Several journals as one."""

    def __init__(self, *journals: Journal) -> None:
        self._journals = journals

    def write(self, event: str, seconds: float, fields: Mapping[str, object]) -> None:
        for journal in self._journals:
            journal.write(event, seconds, fields)


class NoJournal:
    """Keeps nothing."""

    def write(self, event: str, seconds: float, fields: Mapping[str, object]) -> None:
        pass


class FileJournal:
    """A JSON lines file.

    Raises ``OutputError`` (``journal``).
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._file: TextIO = path.open("w", encoding="utf-8", buffering=1)
        except OSError as error:
            raise self._failure(error) from error

    def write(self, event: str, seconds: float, fields: Mapping[str, object]) -> None:
        try:
            self._file.write(journal_line(event, seconds, fields))
        except OSError as error:
            raise self._failure(error) from error

    def __enter__(self) -> FileJournal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._file.close()
        except OSError as failure:
            raise self._failure(failure) from failure

    def _failure(self, error: OSError) -> OutputError:
        return OutputError(
            f"The journal {self._path} can't be written: {error.strerror or error}.",
            hint="Choose another place with --journal, or free some space.",
            code="journal",
        )
