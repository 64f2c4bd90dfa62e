"""GPX and TCX by expat, as a stream. Document types and entities are refused, so nothing unfolds or is
fetched."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import datetime, timezone
from xml.parsers import expat

from voice_coach.watch.run import Climb, Run, metres_between

_CHUNK_BYTES = 65_536
_MOST_DEPTH = 64
_LONGEST_TEXT = 100


class Unreadable(ValueError):
    """Its text says why."""


def run_from_xml(data: bytes) -> Run:
    """Raises ``Unreadable``."""
    reader = _Reader()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = reader.begin
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    try:
        for at in range(0, len(data), _CHUNK_BYTES):
            parser.Parse(data[at : at + _CHUNK_BYTES], False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise Unreadable(f"is no XML that can be read (line {error.lineno})") from error
    return reader.run()


def _refuse(*_: object) -> None:
    raise Unreadable("declares a document type, which no run needs")


class _Reader:
    def __init__(self) -> None:
        self._path: list[str] = []
        self._text = ""
        self._root = ""
        self._place: tuple[float, float] | None = None
        self._last_place: tuple[float, float] | None = None
        self._track_metres = 0.0
        self._track_seconds = 0.0
        self._lap_metres = 0.0
        self._lap_seconds = 0.0
        self._climb = Climb()
        self._latitude: float | None = None
        self._in_segment: datetime | None = None
        self._latest: datetime | None = None

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        short = name.rpartition(" ")[2]
        if not self._path:
            self._root = short
            if short not in {"gpx", "TrainingCenterDatabase"}:
                raise Unreadable(f"is neither GPX nor TCX: it begins with <{short[:20]}>")
        self._path.append(short)
        if len(self._path) > _MOST_DEPTH:
            raise Unreadable("is nested too deeply")
        self._text = ""
        if short == "trkpt":
            self._place = _place(_number(attributes.get("lat", "")), _number(attributes.get("lon", "")))
            self._go_to(self._place)
        elif short in {"trkseg", "Track"}:
            self._last_place = self._in_segment = None
        elif short == "Lap":
            self._note(_moment(attributes.get("StartTime", "")))

    def text(self, text: str) -> None:
        if len(self._text) < _LONGEST_TEXT:
            self._text += text

    def end(self, _name: str) -> None:
        short = self._path.pop()
        parent = self._path[-1] if self._path else ""
        handler = _HANDLERS.get((parent, short))
        if handler is not None:
            handler(self, self._text.strip())
        if short == "Position" and self._place is not None:
            self._go_to(self._place)
        self._text = ""

    def run(self) -> Run:
        metres = self._lap_metres or self._track_metres
        seconds = self._lap_seconds or self._track_seconds
        return Run(metres or None, seconds or None, self._climb.metres, self._latest)

    def altitude(self, text: str) -> None:
        number = _number(text)
        if number is not None:
            self._climb.add(number)

    def time(self, text: str) -> None:
        moment = _moment(text)
        if moment is None:
            return
        if self._in_segment is not None and moment > self._in_segment:
            self._track_seconds += (moment - self._in_segment).total_seconds()
        self._in_segment = moment if self._in_segment is None else max(self._in_segment, moment)
        self._note(moment)

    def latitude(self, text: str) -> None:
        self._latitude = _number(text)

    def longitude(self, text: str) -> None:
        self._place = _place(self._latitude, _number(text))

    def lap_metres(self, text: str) -> None:
        self._lap_metres += max(0.0, _number(text) or 0.0)

    def lap_seconds(self, text: str) -> None:
        self._lap_seconds += max(0.0, _number(text) or 0.0)

    def _note(self, moment: datetime | None) -> None:
        if moment is not None:
            self._latest = moment if self._latest is None else max(self._latest, moment)

    def _go_to(self, place: tuple[float, float] | None) -> None:
        if place is None:
            return
        if self._last_place is not None:
            self._track_metres += metres_between(self._last_place, place)
        self._last_place = place


_HANDLERS: dict[tuple[str, str], Callable[[_Reader, str], None]] = {
    ("trkpt", "ele"): _Reader.altitude,
    ("trkpt", "time"): _Reader.time,
    ("Trackpoint", "AltitudeMeters"): _Reader.altitude,
    ("Trackpoint", "Time"): _Reader.time,
    ("Position", "LatitudeDegrees"): _Reader.latitude,
    ("Position", "LongitudeDegrees"): _Reader.longitude,
    ("Lap", "DistanceMeters"): _Reader.lap_metres,
    ("Lap", "TotalTimeSeconds"): _Reader.lap_seconds,
}


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _place(lat: float | None, lon: float | None) -> tuple[float, float] | None:
    if lat is None or lon is None or not (-90 <= lat <= 90 and -180 <= lon <= 180):
        return None
    return lat, lon


def _moment(text: str) -> datetime | None:
    """ISO 8601, UTC without a zone."""
    try:
        moment = datetime.fromisoformat(text.strip().replace("Z", "+00:00"))
        moment = moment.replace(tzinfo=timezone.utc) if moment.tzinfo is None else moment
        return moment.astimezone(timezone.utc)
    except (ValueError, OverflowError):
        return None
