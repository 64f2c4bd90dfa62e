"""Profiles of the property tests, chosen with HYPOTHESIS_PROFILE: quick (``make quick``), ci (``make test``)
and nightly.

A session's rules are tried with the most examples: see ``RANDOM_SEQUENCES``.
"""

from __future__ import annotations

import os
import signal

import pytest
from hypothesis import HealthCheck, settings

from tests.categories import category_of

# As the command line does: see `voice_coach.cli.main.run`.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

EXAMPLES = {"quick": 20, "ci": 60, "nightly": 10_000}
PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "quick")
QUICK = PROFILE == "quick"
"""Whether a test that tries many of a kind should try a few."""
RANDOM_SEQUENCES = {"quick": 40, "ci": 500, "nightly": 10_000}[PROFILE]
"""Random sequences of commands that a session must live through."""


def examples(count: int) -> int:
    """``count``, or the profile's if it's quick and that is less."""
    return min(count, EXAMPLES["quick"]) if QUICK else count


for name, number in EXAMPLES.items():
    settings.register_profile(
        name, deadline=None, max_examples=number, suppress_health_check=[HealthCheck.too_slow]
    )
settings.load_profile(PROFILE)

if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    # Started in the background of a shell: without this, the programs started here would ignore Ctrl-C too.
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test gets the marker of its module's category."""
    for item in items:
        item.add_marker(category_of(item.path))
