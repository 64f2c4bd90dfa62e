"""A run's figures, and adding up a watch's points."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime

CLIMB_METRES = 3.0
"""Less isn't a climb: a watch's altitude varies by so much."""
_EARTH_METRES = 6_371_000.0
_LONGEST_METRES = 1_000_000.0
_LONGEST_SECONDS = 7 * 86_400.0


@dataclass(frozen=True)
class Run:
    """``None`` is what the file doesn't tell."""

    metres: float | None
    seconds: float | None
    climb_metres: float | None
    ended: datetime | None

    @property
    def is_one(self) -> bool:
        """Whether a run can be that long."""
        far = self.metres is not None and 0 < self.metres <= _LONGEST_METRES
        lasted = self.seconds is not None and 0 < self.seconds <= _LONGEST_SECONDS
        return (
            (far or lasted)
            and (self.metres or 0) <= _LONGEST_METRES
            and (self.seconds or 0) <= _LONGEST_SECONDS
        )


class Climb:
    """Adds up ascents, from altitudes in metres."""

    def __init__(self) -> None:
        self._low: float | None = None
        self._high = 0.0
        self._sum = 0.0

    def add(self, altitude: float) -> None:
        """The next altitude."""
        if not math.isfinite(altitude):
            return
        if self._low is None:
            self._low = self._high = altitude
        elif altitude > self._high:
            self._high = altitude
        elif altitude < self._high - CLIMB_METRES:
            self._take_in()
            self._low = self._high = altitude
        self._low = min(self._low, altitude)

    @property
    def metres(self) -> float | None:
        """So far; ``None`` without an altitude."""
        if self._low is None:
            return None
        rising = self._high - self._low
        return self._sum + (rising if rising >= CLIMB_METRES else 0.0)

    def _take_in(self) -> None:
        assert self._low is not None
        if self._high - self._low >= CLIMB_METRES:
            self._sum += self._high - self._low


def metres_between(one: tuple[float, float], other: tuple[float, float]) -> float:
    """From latitude and longitude in degrees."""
    lat1, lon1, lat2, lon2 = map(math.radians, (*one, *other))
    half = math.sin((lat2 - lat1) / 2) ** 2
    half += math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * _EARTH_METRES * math.asin(min(1.0, math.sqrt(half)))
