"""A run from a FIT file, by fitdecode (the extra ``fit``)."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any

from voice_coach.errors import MissingPartError
from voice_coach.watch.read_xml import Unreadable
from voice_coach.watch.run import Climb, Run

_MOST_FRAMES = 150_000
"""A day and a half of a point a second."""
_LONGEST_READING_SECONDS = 4.0


def run_from_fit(data: bytes, clock: Callable[[], float]) -> Run:
    """``clock`` gives seconds, to limit the time.

    Raises ``Unreadable``, ``MissingPartError`` (``fit``).
    """
    try:
        import fitdecode
    except ImportError as error:
        raise MissingPartError(
            "Reading FIT files needs the package fitdecode.",
            hint="Install it: pip install 'voice-coach[fit]'. GPX and TCX files need nothing.",
            code="fit",
        ) from error
    adding, until = _Adding(), clock() + _LONGEST_READING_SECONDS
    try:
        with fitdecode.FitReader(
            io.BytesIO(data),
            check_crc=fitdecode.CrcCheck.RAISE,
            error_handling=fitdecode.ErrorHandling.RAISE,
        ) as frames:
            for number, frame in enumerate(frames):
                if number > _MOST_FRAMES or clock() > until:
                    raise Unreadable("is too long to be read")
                if isinstance(frame, fitdecode.FitDataMessage):
                    adding.take(frame)
    except Unreadable:
        raise
    except Exception as error:  # A damaged file can make it raise anything.
        raise Unreadable("is no FIT file, or is damaged") from error
    return adding.run()


class _Adding:
    def __init__(self) -> None:
        self._metres = self._seconds = 0.0
        self._climb_told: float | None = None
        self._climb = Climb()
        self._first: datetime | None = None
        self._last: datetime | None = None
        self._last_metres = 0.0

    def take(self, frame: Any) -> None:
        """Add a message."""
        if frame.name == "session":
            self._metres += _number(frame, "total_distance") or 0.0
            self._seconds += _number(frame, "total_timer_time") or 0.0
            climb = _number(frame, "total_ascent")
            if climb is not None:
                self._climb_told = (self._climb_told or 0.0) + climb
            self._note(_moment(frame, "start_time"))
            self._note(_moment(frame, "timestamp"))
        elif frame.name == "record":
            self._last_metres = max(self._last_metres, _number(frame, "distance") or 0.0)
            altitude = _number(frame, "enhanced_altitude")
            altitude = _number(frame, "altitude") if altitude is None else altitude
            if altitude is not None:
                self._climb.add(altitude)
            self._note(_moment(frame, "timestamp"))

    def run(self) -> Run:
        """What it all comes to."""
        between = 0.0
        if self._first is not None and self._last is not None:
            between = (self._last - self._first).total_seconds()
        climb = self._climb.metres if self._climb_told is None else self._climb_told
        return Run(
            self._metres or self._last_metres or None, self._seconds or between or None, climb, self._last
        )

    def _note(self, moment: datetime | None) -> None:
        if moment is not None:
            self._first = moment if self._first is None else min(self._first, moment)
            self._last = moment if self._last is None else max(self._last, moment)


def _number(frame: Any, name: str) -> float | None:
    value = frame.get_value(name, fallback=None)
    return float(value) if isinstance(value, int | float) else None


def _moment(frame: Any, name: str) -> datetime | None:
    value = frame.get_value(name, fallback=None)
    if not isinstance(value, datetime):
        return None
    return value.replace(tzinfo=timezone.utc) if value.tzinfo is None else value
