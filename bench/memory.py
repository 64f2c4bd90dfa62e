"""Peak memory of an export of 20 minutes and of 2 hours: it must not grow with the length of a session."""

from __future__ import annotations

import json

from bench.figures import Figure, report
from bench.processes import VOICE_COACH, run
from bench.workplace import AREAS_IN_2_HOURS, AREAS_IN_20_MINUTES, workplace

MEGABYTE = 1_000_000


def measure() -> list[Figure]:
    peaks, seconds = [], []
    with workplace() as place:
        for areas in (AREAS_IN_20_MINUTES, AREAS_IN_2_HOURS):
            target = place.folder / "session.mp3"
            arguments = [VOICE_COACH, "export", str(place.routine(areas)), "-o", str(target), "--json"]
            used = run(arguments, settings=place.settings)
            peaks.append(used.peak_bytes / MEGABYTE)
            seconds.append(json.loads(used.output)["duration_seconds"])
    grown = 100 * abs(peaks[1] / peaks[0] - 1)
    return [
        Figure("peak memory, export of 20 minutes", peaks[0], "MB", 100, details={"seconds": seconds[0]}),
        Figure("peak memory, export of 2 hours", peaks[1], "MB", 100, details={"seconds": seconds[1]}),
        Figure("peak memory, 2 hours against 20 minutes, difference", grown, "%", 10),
    ]


if __name__ == "__main__":
    report("memory", measure())
