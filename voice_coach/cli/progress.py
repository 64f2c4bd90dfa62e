"""Progress of long work on one terminal line."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from voice_coach.batch.run import BatchProgress

_WIDTH = 24


def is_shown(*, quiet: bool) -> bool:
    """Whether anyone looks; if not, lengths needn't be worked out."""
    return not quiet and sys.stderr.isatty()


@contextmanager
def session_progress(label: str, *, quiet: bool) -> Iterator[Callable[[float, float], None]]:
    """A bar of done against expected on standard error, cleared at the end. Silent off a terminal or when
    ``quiet``.
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


@contextmanager
def batch_progress(*, quiet: bool) -> Iterator[Callable[[BatchProgress], None]]:
    """Counts, rate and time left; shown as above."""
    shown = is_shown(quiet=quiet)
    began = monotonic()

    def update(progress: BatchProgress) -> None:
        if shown:
            sys.stderr.write(f"\r\033[K{batch_line(progress, monotonic() - began)}")
            sys.stderr.flush()

    try:
        yield update
    finally:
        if shown:
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()


def batch_line(progress: BatchProgress, seconds: float) -> str:
    """``12 of 200 made, 3 there already, 1 bad, 95 a minute, 2 min left`` after ``seconds`` of work."""
    done = progress.made + progress.failed
    parts = [f"{progress.made} of {progress.jobs - progress.kept} made"]
    if progress.kept:
        parts.append(f"{progress.kept} up to date")
    if progress.failed:
        parts.append(f"{progress.failed} bad")
    if done and seconds > 0:
        left = progress.left * seconds / done
        parts.append(f"{60 * done / seconds:.0f} a minute")
        parts.append(f"{left / 60:.0f} min left" if left >= 90 else f"{left:.0f} s left")
    return ", ".join(parts)
