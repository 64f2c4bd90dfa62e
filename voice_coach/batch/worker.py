"""A process that makes files. Imports little before it knows its cores."""

from __future__ import annotations

import contextlib
import os
import signal
from multiprocessing.connection import Connection
from types import FrameType
from typing import Any

READY = "ready"


def serve(connection: Connection) -> None:
    """Take ``Folders`` and a worker number, then ``Job`` and path pairs until the end, answering each.

    It ends with the other end, which handles Ctrl-C and terminates it.
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
    """Leave other cores to other workers, if possible.

    A writer with one core encodes without a thread, which would cost a tenth more.
    """
    if hasattr(os, "sched_setaffinity"):
        allowed = sorted(os.sched_getaffinity(0))
        with contextlib.suppress(OSError):  # Some containers don't allow it.
            os.sched_setaffinity(0, {allowed[number % len(allowed)]})


def _leave(number: int, _: FrameType | None) -> Any:
    raise SystemExit(128 + number)
