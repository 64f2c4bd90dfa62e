"""What to roll after a run, how long, and where most. Pure rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from voice_coach.watch.run import Run

LONG_METRES, LONG_SECONDS = 16_000.0, 90 * 60.0
"""A long run has either."""
HILLY_METRES_PER_KM, HILLY_METRES = 15.0, 100.0
"""A hilly run climbs at least so much, a kilometre and in all."""
SOON_HOURS, LONG_PAST_HOURS = 24.0, 72.0
"""Rolling eased soreness up to 72 h after a run (Zhou 2024); a usual run is past after a day."""
LEAST_MINUTES, MOST_MINUTES = 10, 20
_HILLY_AREAS = ("quads", "calves")
_UNKNOWN_METRES, _UNKNOWN_SECONDS_PER_KM = 8_000.0, 360.0

Why = tuple[str, Mapping[str, object]]
"""A coach's line's key, and its fields except ``run`` and ``areas``."""


@dataclass(frozen=True)
class Advice:
    """``minutes`` ``None``: the routine's. ``why``: keys of coach's lines."""

    routine: str
    minutes: int | None
    focus: tuple[str, ...]
    why: tuple[str, ...]


def advice_after(run: Run, now: datetime) -> Advice:
    """What to roll ``now``. An unknown end counts as just now."""
    hours = hours_since(run, now)
    is_long = (run.metres or 0.0) >= LONG_METRES or (run.seconds or 0.0) >= LONG_SECONDS
    if hours > (LONG_PAST_HOURS if is_long else SOON_HOURS):
        return Advice("maintenance", None, (), ("after_run_past",))
    routine, why = ("long-run", "after_run_long") if is_long else ("recovery", "after_run_usual")
    minutes = round(8 + _seconds(run) / 60 / 8)
    focus = _HILLY_AREAS if is_hilly(run) else ()
    return Advice(
        routine,
        min(max(minutes, LEAST_MINUTES), MOST_MINUTES),
        focus,
        (why, "after_run_hilly") if focus else (why,),
    )


def hours_since(run: Run, now: datetime) -> float:
    """0 if unknown or in the future."""
    return 0.0 if run.ended is None else max(0.0, (now - run.ended).total_seconds() / 3600)


def is_hilly(run: Run) -> bool:
    """Whether it went up enough."""
    climb = run.climb_metres or 0.0
    return climb >= HILLY_METRES and climb >= HILLY_METRES_PER_KM * _metres(run) / 1000


def _metres(run: Run) -> float:
    if run.metres is not None:
        return run.metres
    return (run.seconds or 0.0) / _UNKNOWN_SECONDS_PER_KM * 1000 or _UNKNOWN_METRES


def _seconds(run: Run) -> float:
    return run.seconds if run.seconds is not None else (run.metres or 0.0) / 1000 * _UNKNOWN_SECONDS_PER_KM
