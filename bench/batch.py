"""A batch of 200 personalised sessions: processor time a session against one export, two workers against one,
and what a worker holds in memory. ``python -m bench.batch 40`` takes 40 sessions instead."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.figures import Figure, report
from bench.processes import VOICE_COACH, run
from bench.workplace import Workplace, workplace

SESSIONS = 200
_EXPORTS = 12
"""Single exports that are measured: of rows spread over the plan."""
_MEGABYTE = 1_000_000
_KINDS = (
    ("warmup", (6.5, 7, 7.5, 8)),
    ("desk-break", (4, 4.5, 5, 5.5)),
    ("recovery", (14, 15, 16, 17)),
    ("warmup", (6, 6.5, 7, 7.5)),
)
_FOCUS = ("", "calves", "glutes", "quads", "hamstrings,calves")
_LEVELS = ("first", "usual", "quiet")


@dataclass(frozen=True)
class Night:
    """One batch: processor seconds of all its processes, seconds on the clock, the largest worker's bytes."""

    cpu_seconds: float
    wall_seconds: float
    worker_bytes: int
    made: int


def rows(sessions: int) -> Iterator[dict[str, object]]:
    """Rows that differ in minutes, focus or level, as members of a studio do; no two sound the same."""
    seen: set[tuple[object, ...]] = set()
    number = 0
    while len(seen) < sessions:
        routine, lengths = _KINDS[number % len(_KINDS)]
        minutes = lengths[number // 4 % 4] + number // 240 * 0.1
        row = (routine, minutes, _FOCUS[number // 3 % 5], _LEVELS[number // 16 % 3])
        number += 1
        if row not in seen:
            seen.add(row)
            names = ("routine", "minutes", "focus", "level")
            yield {"member": f"Member {len(seen)}", **dict(zip(names, row, strict=True))}


def plan(place: Workplace, sessions: int) -> Path:
    path = place.folder / f"plan-{sessions}.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows(sessions)), encoding="utf-8")
    return path


def night(place: Workplace, path: Path, target: Path, workers: int) -> Night:
    """Run a batch to its end; every row must have been made."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    arguments = [VOICE_COACH, "batch", str(path), "-o", str(target), "--workers", str(workers), "--json"]
    environment: Mapping[str, str] = {**os.environ, **place.settings}
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, env=environment, text=True) as process:
        output, _ = process.communicate()
    wall = time.monotonic() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    summary = json.loads(output)
    if summary["errors"]:
        raise RuntimeError(f"not every row was made: {summary['errors'][:2]}")
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    # The largest of all descendants that this bench has had, single exports included: a worker, or more.
    return Night(used, wall, after.ru_maxrss * 1024, summary["made"])


def one_export(place: Workplace, row: Mapping[str, object], target: Path) -> float:
    """Processor seconds of one export of ``row``, whole process, its words in the cache."""
    options = [
        option
        for name in ("minutes", "focus", "level")
        if row[name]
        for option in (f"--{name}", str(row[name]))
    ]
    arguments = [VOICE_COACH, "export", str(row["routine"]), *options, "-o", str(target)]
    return run(arguments, settings=place.settings).cpu_seconds


def measure(sessions: int) -> list[Figure]:
    with workplace() as place:
        path = plan(place, sessions)
        everything = list(rows(sessions))
        spread = everything[:: max(1, sessions // _EXPORTS)][:_EXPORTS]
        single = place.folder / "single.mp3"
        for row in spread:
            one_export(place, row, single)  # their words are spoken now
        alone = night(place, path, place.folder / "alone", 1)
        exports = [one_export(place, row, single) for row in spread]
        two = night(place, path, place.folder / "two", 2)
        names = sorted(path.name for path in (place.folder / "alone").iterdir())
        for name in names:
            if (place.folder / "alone" / name).read_bytes() != (place.folder / "two" / name).read_bytes():
                raise RuntimeError(f"{name} differs with two workers")
    export_seconds = sum(exports) / len(exports)
    details = {
        "sessions": sessions,
        "batch_cpu_seconds": round(alone.cpu_seconds, 2),
        "export_cpu_seconds": round(export_seconds, 3),
        "export_cpu_seconds_median": round(median(exports), 3),
    }
    return [
        Figure(
            f"batch of {sessions} sessions, CPU a session against one export",
            alone.cpu_seconds / alone.made / export_seconds,
            "x",
            0.4,
            details=details,
        ),
        Figure(
            "batch, two workers against one, time on the clock",
            alone.wall_seconds / two.wall_seconds,
            "x",
            1.8,
            at_least=True,
            details={"one": round(alone.wall_seconds, 1), "two": round(two.wall_seconds, 1)},
        ),
        Figure("batch, peak memory of a worker", two.worker_bytes / _MEGABYTE, "MB", 150),
    ]


if __name__ == "__main__":
    report("batch", measure(int(sys.argv[1]) if len(sys.argv) > 1 else SESSIONS))
