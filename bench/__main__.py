"""``python -m bench``: every measure, each in a process of its own, then one table of all their figures.

``python -m bench export_speed memory`` runs only those. The exit code is 1 where a target is missed and 2
where a measure could not be made.
"""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec

from bench.figures import forget, machine, read, table

MEASURES = (
    "export_speed",
    "memory",
    "batch",
    "start_up",
    "live_mixing",
    "mp3_times",
    "loudness",
    "hearing",
    "enrolment",
    "barge_in",
    "share",
    "word_times",
    "chirp",
    "mutated_files",
    "killed",
    "share_siege",
    "random_sequences",
    "faulty_sessions",
    "resumed",
    "long_history",
    "long_listening",
    "routines",
    "memory_rules",
    "area_answers",
    "others",
    "reach",
    "from_nothing",
)


def main(wanted: list[str]) -> int:
    unknown = [name for name in wanted if name not in MEASURES]
    if unknown:
        print(
            f"There is no measure {', '.join(unknown)}. Measures are {', '.join(MEASURES)}.", file=sys.stderr
        )
        return 2
    broken, rows, all_met = [], [], True
    for name in wanted or MEASURES:
        if find_spec(f"bench.{name}") is None:
            continue
        print(f"{name} ...", file=sys.stderr, flush=True)
        forget(name)
        subprocess.run([sys.executable, "-m", f"bench.{name}"], stdout=subprocess.DEVNULL, check=False)
        figures = read(name)
        if not figures:
            broken.append(name)
        rows += [figure.row() for figure in figures]
        all_met = all_met and all(figure.met for figure in figures)
    print(f"{machine()}\n\n{table(rows)}")
    if broken:
        print(f"Could not be measured: {', '.join(broken)}.", file=sys.stderr)
        return 2
    return 0 if all_met else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
