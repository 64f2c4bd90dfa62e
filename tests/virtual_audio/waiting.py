"""Waiting for something outside the test to happen, with a limit."""

from __future__ import annotations

import time
from collections.abc import Callable

_PATIENCE_SECONDS = 10.0


def wait_until(condition: Callable[[], bool], what: str, seconds: float = _PATIENCE_SECONDS) -> float:
    """Wait for ``condition``; the seconds it took. ``AssertionError`` naming ``what`` if it never comes."""
    start = time.monotonic()
    while not condition():
        assert time.monotonic() - start < seconds, f"waited {seconds} s in vain: {what}"
        time.sleep(0.02)
    return time.monotonic() - start
