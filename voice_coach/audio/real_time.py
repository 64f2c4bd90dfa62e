"""What helps a process to be in time on a busy machine, each as far as the system allows it."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from collections.abc import Iterator

_NICENESS = -10
"""Before everyday programs, after the system's own; sound servers ask for -11."""
_SWITCH_SECONDS = 0.001
"""A thread that has sound to make waits so long for one that listens: Python's own 5 ms are a quarter of a
block."""


def ask_for_real_time() -> bool:
    """Ask the system to run this process whenever it has something to do, before all everyday programs, and
    none of those that it starts. Whether it will: Linux grants that to administrators, and to users whose
    audio group may ask for it. For little work only: nobody else gets a turn while it runs."""
    if sys.platform != "linux":
        return False
    turns = os.SCHED_RR | os.SCHED_RESET_ON_FORK
    try:
        os.sched_setscheduler(0, turns, os.sched_param(os.sched_get_priority_min(os.SCHED_RR)))
    except OSError:
        return False
    return True


def ask_for_priority() -> None:
    """Ask the system to run this process before others. Ordinary users are mostly refused, which is no
    harm."""
    if hasattr(os, "nice"):
        with contextlib.suppress(OSError):
            os.nice(_NICENESS)


@contextlib.contextmanager
def in_real_time() -> Iterator[None]:
    """From here on before other programs; and while this lasts, threads take turns quickly, and what exists
    already is no more looked through for garbage, which stands still for longer than a block of sound
    lasts."""
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
