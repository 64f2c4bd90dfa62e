"""Sessions whose process is gone: resumed, or put into the history.

Damage raises nothing: unreadable sessions are removed.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from pathlib import Path
from typing import IO

from voice_coach import __version__
from voice_coach.errors import OutputError
from voice_coach.records.history import History
from voice_coach.records.past_session import PastSession
from voice_coach.records.running import AT, LINES, LOCK, PLAN, RECORD, Line, locked, remove
from voice_coach.records.sealed import unsealed
from voice_coach.records.session_lines import read_session

LONGEST_HOURS = 12.0
"""Later, muscles have forgotten the first half."""
_LARGEST_LINES_BYTES = 5_000_000


@dataclass(frozen=True)
class Kept:
    """See `GoingOn`. ``seconds`` it had lasted."""

    at: datetime
    seconds: float
    plan: Mapping[str, object]
    state: object
    lines: tuple[Line, ...]

    @property
    def version(self) -> str:
        return str(self.plan.get("version", ""))

    def too_old(self, now: datetime) -> bool:
        return (now - self.at).total_seconds() > LONGEST_HOURS * 3600


@dataclass(frozen=True)
class CutOff:
    """Held against other processes until ``forget`` or ``let_go``."""

    path: Path
    session: PastSession | None
    _lock: IO[bytes] = field(repr=False)

    @property
    def runner(self) -> str:
        return "" if self.session is None else self.session.runner

    def kept(self) -> Kept | None:
        """``None`` if missing or damaged."""
        plan, at = unsealed(self.path.with_suffix(PLAN)), unsealed(self.path.with_suffix(AT))
        if plan is None or at is None or self.session is None:
            return None
        try:
            when, seconds = float(str(at["at"])), float(str(at["seconds"]))
            lines = tuple(_lines(self.path.with_suffix(LINES)))
            cut = datetime.fromtimestamp(when, timezone.utc)
        except (OSError, ValueError, KeyError, OverflowError):
            return None
        if not 0 <= seconds < 1e6 or not any(line[0] == "session_started" for line in lines):
            return None
        return Kept(cut, seconds, plan, at.get("state"), lines)

    def forget(self) -> None:
        """It's resumed or in the history: remove its files."""
        remove(self.path, self._lock)

    def let_go(self) -> None:
        """Leave it for a later start."""
        self._lock.close()

    def take_in(self, history: History) -> None:
        """Then forget it; if that fails, it waits."""
        if self.session is not None and self.session.routine:
            try:
                history.add(_as_cut_off(self.session))
            except OutputError:
                self.let_go()
                return
        self.forget()


def cut_off(folder: Path) -> list[CutOff]:
    """Sessions whose process is gone, oldest first."""
    if not folder.is_dir():
        return []
    found = {path.with_suffix(RECORD) for path in folder.iterdir() if ".running." in path.name}
    held = []
    for path in sorted(found, key=_written):
        try:
            lock = locked(path.with_suffix(LOCK))
        except OSError:
            continue  # Its session is running.
        held.append(CutOff(path, _session(path), lock))
    return held


def take_in_cut_off(history: History, folder: Path, now: datetime | None = None) -> None:
    """Those that can't be resumed."""
    now = now or datetime.now(timezone.utc)
    for one in cut_off(folder):
        kept = one.kept()
        if kept is None or kept.too_old(now) or kept.version != __version__:
            one.take_in(history)
        else:
            one.let_go()


def waiting(folder: Path) -> tuple[PastSession, ...]:
    """Not in a history yet."""
    found = []
    for one in cut_off(folder):
        if one.session is not None and one.session.routine:
            found.append(_as_cut_off(one.session))
        one.let_go()
    return tuple(found)


def to_go_on_with(
    folder: Path, runner: str, history: History, fits: Callable[[Kept], bool] = lambda _kept: True
) -> tuple[CutOff, Kept] | None:
    """``runner``'s last resumable one; all others go into ``history``."""
    chosen: tuple[CutOff, Kept] | None = None
    for one in cut_off(folder):
        kept = one.kept()
        if kept is not None and one.runner != runner:
            one.let_go()
        elif kept is None or not fits(kept):
            one.take_in(history)
        else:
            if chosen is not None:
                _give_way(chosen[0], one, history)
            chosen = one, kept
    return chosen


def _give_way(earlier: CutOff, later: CutOff, history: History) -> None:
    """If both are one session, the later has all of it."""
    if _which(earlier) == _which(later):
        earlier.forget()
    else:
        earlier.take_in(history)


def _which(cut: CutOff) -> tuple[str, str] | None:
    return None if cut.session is None else (cut.session.when, cut.session.routine)


def _as_cut_off(session: PastSession) -> PastSession:
    """Killed at its end, a session isn't cut off."""
    return session if session.completed else replace(session, cut_off=True)


def _written(path: Path) -> int:
    """By its other files if missing."""
    times = [0]
    for suffix in (RECORD, AT):
        with contextlib.suppress(OSError):
            times.append(path.with_suffix(suffix).stat().st_mtime_ns)
    return max(times)


def _session(path: Path) -> PastSession | None:
    try:
        return read_session(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _lines(path: Path) -> Iterator[Line]:
    """The last may be torn. Raises ValueError for other damage, OSError."""
    with path.open("rb") as file:
        data = file.read(_LARGEST_LINES_BYTES)
    whole, _, _torn = data.rpartition(b"\n")
    for raw in whole.split(b"\n") if whole else ():
        try:
            event, seconds, fields = json.loads(raw)
        except (RecursionError, TypeError) as error:
            raise ValueError("a damaged line") from error
        good = isinstance(event, str) and isinstance(seconds, int | float) and isinstance(fields, dict)
        if not good or isinstance(seconds, bool):
            raise ValueError("a damaged line")
        yield event, float(seconds), fields
