"""Helps a process to be on time, as far as the system allows."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from collections.abc import Iterator

_NICENESS = -10
"""Before everyday programs; sound servers ask for -11."""
_SWITCH_SECONDS = 0.001
"""Longest wait of sound's threads for others; Python's own 5 ms are a quarter of a block."""


def ask_for_real_time() -> bool:
    """Run this process, not its children, before all everyday programs.

    Linux allows it to administrators and some audio groups. For little work only.
    """
    if sys.platform != "linux":
        return False
    turns = os.SCHED_RR | os.SCHED_RESET_ON_FORK
    try:
        os.sched_setscheduler(0, turns, os.sched_param(os.sched_get_priority_min(os.SCHED_RR)))
    except OSError:
        return False
    return True


def ask_for_priority() -> None:
    """Ordinary users are mostly refused, harmlessly."""
    if hasattr(os, "nice"):
        with contextlib.suppress(OSError):
            os.nice(_NICENESS)


@contextlib.contextmanager
def in_real_time() -> Iterator[None]:
    """Priority and quick thread switching; existing objects are exempt from garbage collection, whose pause
    exceeds a block.
    """
    ask_for_priority()
    interval = sys.getswitchinterval()
    gc.collect()
    gc.freeze()
    sys.setswitchinterval(_SWITCH_SECONDS)
    try:
        yield
    finally:
        sys.setswitchinterval(interval)
        gc.unfreeze()
