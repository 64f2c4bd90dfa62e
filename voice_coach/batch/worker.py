"""A process that makes files one by one. Imports nothing of weight before it knows how many cores it has."""

from __future__ import annotations

import contextlib
import os
import signal
from multiprocessing.connection import Connection
from types import FrameType
from typing import Any

READY = "ready"


def serve(connection: Connection) -> None:
    """Take ``Folders`` and this worker's number, then pairs of ``Job`` and path until there are no more; each
    is answered with its result.

    The other end, when it closes, ends this process, even if it was killed. Ctrl-C is its business too: it
    asks with the signal to terminate, which unwinds what is in hand.
    """
    # Arrays here are small: a second thread in them would only push the other worker off its core.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _leave)
    try:
        _serve(connection)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return


def _serve(connection: Connection) -> None:
    from voice_coach.batch.render import Renderer

    folders, number = connection.recv()
    keep_to_one_core(number)
    with contextlib.closing(Renderer(folders)) as renderer:
        connection.send(READY)
        while True:
            job, path = connection.recv()
            connection.send(renderer.render_row(job, path))


def keep_to_one_core(number: int) -> None:
    """Leave the other cores to the other workers, where the system lets a process choose.

    A writer that has one core encodes without a thread of its own, which gains nothing where every core has a
    worker and costs a tenth more.
    """
    if hasattr(os, "sched_setaffinity"):
        allowed = sorted(os.sched_getaffinity(0))
        with contextlib.suppress(OSError):  # Some containers do not allow it.
            os.sched_setaffinity(0, {allowed[number % len(allowed)]})


def _leave(number: int, _: FrameType | None) -> Any:
    raise SystemExit(128 + number)
