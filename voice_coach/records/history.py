"""A runner's past live sessions: a JSON object a line, on this machine alone."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timezone
from pathlib import Path

from voice_coach.errors import OutputError
from voice_coach.records.line_file import LineFile
from voice_coach.records.past_session import PastSession
from voice_coach.records.session_lines import line_of, read_session
from voice_coach.routine.plan import Level

TIMES_IN_FULL = 3
"""Then a position gets a reminder."""
RECENT = 250
"""Eight months of daily sessions."""
_NEVER = datetime.min.replace(tzinfo=timezone.utc)


class History:
    """Damaged lines are ignored."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = LineFile(path)

    def sessions(self) -> tuple[PastSession, ...]:
        """Oldest first."""
        return _sessions(self._file.all)

    def recent(self, count: int = RECENT) -> tuple[PastSession, ...]:
        """Reads no more of the file than it needs."""
        return _sessions(lambda: self._file.last(count))

    def add(self, session: PastSession) -> None:
        """On disk when it returns, or not at all. Raises ``OutputError`` (``history``)."""
        with self._changing():
            self._file.add(line_of(session))

    def merge(self, sessions: Iterable[PastSession]) -> int:
        """Add unknown ones in order of time; how many. Same start and routine: the same session.

        Raises ``OutputError`` (``history``).
        """
        with self._changing():
            return self._file.rewrite(lambda lines: _merged(lines, sessions))

    def forget(self, leaves: Callable[[PastSession], bool]) -> int:
        """How many went. Raises ``OutputError`` (``history``)."""
        if not self.path.exists():
            return 0
        with self._changing():
            return -self._file.rewrite(lambda lines: [line for line in lines if not _is(line, leaves)])

    def clear(self) -> None:
        self._file.remove()

    def level(self) -> Level:
        """Next time; unknown exercises are told in full anyway."""
        return level_after(self.recent())

    @contextlib.contextmanager
    def _changing(self) -> Iterator[None]:
        try:
            yield
        except (OSError, OutputError) as error:
            why = error.message if isinstance(error, OutputError) else error.strerror or str(error)
            raise OutputError(
                f"The history {self.path} can't be written: {why.rstrip('.')}.",
                hint="The session itself is done; free some space for the next.",
                code="history",
            ) from error


def level_after(sessions: Iterable[PastSession]) -> Level:
    """How much to say next."""
    times = sum(session.completed for session in sessions)
    return "first" if times < TIMES_IN_FULL else "usual"


def seed_after(sessions: Iterable[PastSession]) -> int:
    """Differs from the last session's."""
    kept = tuple(sessions)
    last = kept[-1].seed if kept else None
    return len(kept) if last is None else last + 1


def _sessions(lines: Callable[[], list[str]]) -> tuple[PastSession, ...]:
    try:
        read = lines()
    except OSError:
        return ()
    return tuple(session for line in read if (session := read_session(line)) is not None)


def _is(line: str, wanted: Callable[[PastSession], bool]) -> bool:
    session = read_session(line)
    return session is not None and wanted(session)


def _merged(lines: list[str], sessions: Iterable[PastSession]) -> list[str]:
    """Missing ``sessions`` sorted in; damaged lines stay in place."""
    dated: list[tuple[datetime, str]] = []
    known: set[tuple[object, str]] = set()
    time = _NEVER
    for line in lines:
        session = read_session(line)
        if session is not None:
            time = session.began or time
            known.add(_name(session))
        dated.append((time, line))
    for session in sessions:
        if _name(session) not in known:
            known.add(_name(session))
            dated.append((session.began or time, line_of(session)))
    return [line for _, line in sorted(dated, key=lambda one: one[0])]


def _name(session: PastSession) -> tuple[object, str]:
    return session.began or session.when, session.routine
