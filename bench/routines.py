"""``python -m bench.routines``: what the coach says and asks of a body, over many sessions and plans.

Sessions are driven silently, with lengths estimated; the rows on lengths speak them in the default voice, and
keep its clips in ``--clips`` for another run.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from bench.figures import OUT, report
from bench.routine_lengths import lengths
from bench.routine_plans import coverage, doses, words
from bench.routine_sessions import announcements, pain, safety
from bench.routine_words import between, two_weeks, within


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=20, help="of the silent sessions")
    parser.add_argument("--spoken-seeds", type=int, default=20, help="of the sessions in the default voice")
    parser.add_argument("--commanded", type=int, default=2_000, help="sessions of random runners")
    parser.add_argument("--plans", type=int, default=2_000, help="random wishes")
    parser.add_argument("--clips", type=Path, default=OUT / "clips", help="folder of spoken clips")
    given = parser.parse_args()
    report(
        "routines",
        [
            *safety(given.seeds),
            *pain(),
            *announcements(given.commanded),
            *doses(given.plans),
            *within(given.seeds),
            *between(),
            *lengths(given.spoken_seeds, given.clips),
            *two_weeks(),
            *words(),
            *coverage(),
        ],
    )


if __name__ == "__main__":
    main()
