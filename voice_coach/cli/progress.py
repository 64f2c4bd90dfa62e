"""Progress of long work on one line of the terminal; nothing where nobody looks."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_WIDTH = 24


def is_shown(*, quiet: bool) -> bool:
    """Does anybody look? If not, nobody need work out how long a session will be."""
    return not quiet and sys.stderr.isatty()


@contextmanager
def session_progress(label: str, *, quiet: bool) -> Iterator[Callable[[float, float], None]]:
    """A bar of done against expected on standard error;

    cleared at the end. Silent off a terminal or when ``quiet``.
    """
    shown = is_shown(quiet=quiet)
    last = -1

    def update(done: float, expected: float) -> None:
        nonlocal last
        percent = min(100, int(100 * done / expected)) if expected > 0 else 0
        if shown and percent != last:
            last = percent
            filled = percent * _WIDTH // 100
            sys.stderr.write(f"\r{label} [{'#' * filled}{'.' * (_WIDTH - filled)}] {percent:3d} %")
            sys.stderr.flush()

    try:
        yield update
    finally:
        if shown:
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()
