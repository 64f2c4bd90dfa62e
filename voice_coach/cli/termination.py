"""Signals become an exception, so files and devices are left in order."""

from __future__ import annotations

import contextlib
import signal
from types import FrameType


class Terminated(SystemExit):
    """``signal_number``: which.

    A ``SystemExit``, which loops that swallow everything else let through.
    """

    def __init__(self, signal_number: int) -> None:
        super().__init__(128 + signal_number)
        self.signal_number = signal_number


def unwind_when_told_to_end() -> None:
    """TERM and HUP raise ``Terminated`` in the main thread, once."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)  # Windows has no SIGHUP.
        # Someone who started us with nohup wants HUP ignored; and only the main thread may ask for signals.
        if number is not None and signal.getsignal(number) == signal.SIG_DFL:
            with contextlib.suppress(ValueError):
                signal.signal(number, _raise)


def _raise(number: int, _frame: FrameType | None) -> None:
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    raise Terminated(number)
