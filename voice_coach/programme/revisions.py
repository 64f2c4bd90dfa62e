"""Revisions of calendar events; imports prefer later ones.

From a small file and the previous calendar. Unchanged events keep theirs.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from voice_coach.audio.partial_file import cannot_write
from voice_coach.audio.whole_file import write_whole

_MOST_EVENTS = 5_000
_MOST_BYTES = 5_000_000
_LATER = timedelta(minutes=1)


@dataclass(frozen=True)
class Revision:
    """``fingerprint``: of the content; ``stamp`` moves only with revisions."""

    fingerprint: str
    sequence: int
    stamp: datetime


class Revisions:
    def __init__(self, known: Mapping[str, Revision] | None = None) -> None:
        self._known = dict(known or {})

    @classmethod
    def load(cls, own: Path, calendar: Path) -> Revisions:
        """Damage counts as nothing."""
        known = _from_own(own)
        for uid, found in _from_calendar(calendar).items():
            if uid not in known or found.sequence > known[uid].sequence:
                known[uid] = found
        return cls(known)

    def next(self, uid: str, fingerprint: str, usual: datetime) -> Revision:
        """``usual``: a first one's stamp."""
        last = self._known.pop(uid, None)
        if last is None:
            found = Revision(fingerprint, 0, usual)
        elif last.fingerprint == fingerprint:
            found = last
        else:
            stamp = max(usual, min(last.stamp, _LATEST) + _LATER)
            found = replace(last, fingerprint=fingerprint, sequence=last.sequence + 1, stamp=stamp)
        self._known[uid] = found
        return found

    def save(self, own: Path) -> None:
        """Raises OutputError."""
        latest = list(self._known.items())[-_MOST_EVENTS:]
        rows = {uid: [each.fingerprint, each.sequence, each.stamp.isoformat()] for uid, each in latest}
        try:
            own.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise cannot_write(own, error) from error
        write_whole(own, f"{json.dumps(rows, indent=0)}\n".encode(), private=True)


_LATEST = datetime(9990, 1, 1, tzinfo=timezone.utc)


def fingerprint(event: Any) -> str:
    """Of an icalendar component, without its revision."""
    plain = event.copy(recursive=True)
    for name in ("DTSTAMP", "SEQUENCE"):
        plain.pop(name, None)
    return hashlib.sha256(plain.to_ical()).hexdigest()[:32]


def _from_own(path: Path) -> dict[str, Revision]:
    try:
        rows = json.loads(_read(path))
        return {
            str(uid): _revision(str(print_), int(sequence), datetime.fromisoformat(stamp))
            for uid, (print_, sequence, stamp) in rows.items()
        }
    except (OSError, ValueError, TypeError, AttributeError, RecursionError, OverflowError):
        return {}


def _from_calendar(path: Path) -> dict[str, Revision]:
    import icalendar

    found = {}
    try:
        events: list[Any] = list(icalendar.Calendar.from_ical(_read(path)).walk("VEVENT"))
        for event in events:
            stamp, sequence = event["DTSTAMP"].dt, int(event.get("SEQUENCE", 0))
            found[str(event["UID"])] = _revision(fingerprint(event), sequence, stamp)
    except Exception:  # A damaged calendar can make icalendar fail in any way; it's rewritten.
        return {}
    return found


def _revision(print_: str, sequence: int, stamp: datetime) -> Revision:
    if not 0 <= sequence < 1 << 31:
        raise ValueError("no sequence")
    return Revision(print_, sequence, stamp.astimezone(timezone.utc))


def _read(path: Path) -> bytes:
    if path.exists() and not path.is_file():
        raise ValueError("not a regular file")
    with path.open("rb") as file:
        return file.read(_MOST_BYTES)
