"""10,000 random sequences of commands and mishaps, as the nightly run has them: how many broke a rule.

The rules and the sequences are the test's own (``tests/session/test_rules.py``): no illegal state, never two
sentences at once, never silent over 15 s while working, always an end.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from bench.figures import Figure, report

TEST = "tests/session/test_rules.py::test_whatever_is_said_the_session_stays_lawful_and_ends"
SEQUENCES = 10_000


def measure() -> list[Figure]:
    ended = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            "--hypothesis-show-statistics",
            TEST,
        ],
        cwd=Path(__file__).parent.parent,
        env={**os.environ, "HYPOTHESIS_PROFILE": "nightly"},
        capture_output=True,
        text=True,
        check=False,
    )
    counted = re.findall(r"(\d+) passing, (\d+) failing", ended.stdout)
    if not counted:
        raise RuntimeError(f"pytest does not say how many sequences it tried: {ended.stdout[-2000:]}")
    tried, failing = (sum(map(int, counts)) for counts in zip(*counted, strict=True))
    return [
        Figure("random sequences of commands that keep every rule", tried, "", SEQUENCES, at_least=True),
        Figure("random sequences of commands that break a rule", failing, "", 0),
    ]


if __name__ == "__main__":
    report("random_sequences", measure())
