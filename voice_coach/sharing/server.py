"""The web server: waitress, with limits for a home network.

One thread reads and writes all connections, so slow phones hold nothing up; others make replies.
"""

from __future__ import annotations

import contextlib
import logging
import math
import socket
from collections.abc import Callable, Iterable
from typing import Any
from weakref import WeakKeyDictionary

THREADS = 4
MOST_CONNECTIONS = 1_000
STALLED_SECONDS = 120
"""Closes one that takes nothing; players ask again."""
HALF_REQUEST_SECONDS = 10.0
"""Within which a request must be whole."""
QUIET_SECONDS = 20.0
"""Closes one that asks nothing."""
CROWDED_QUIET_SECONDS, CROWDED_HALF_SECONDS, CROWDED_STALLED_SECONDS = 1.0, 3.0, 10.0
"""The same in a crowd."""
_CROWDED_SHARE = 0.75
_CROWDED_LOOK_SECONDS = 0.2
_MOST_HEADER_BYTES = 16 * 1024
_MOST_BODY_BYTES = 1024
_LOOK_UP_SECONDS = 1.0

App = Callable[..., Any]


class Server:
    """Answers while ``run`` runs."""

    def __init__(self, app: App, listening: socket.socket, clock: Callable[[], float]) -> None:
        """``app`` is WSGI; ``clock`` gives seconds."""
        import waitress.server

        from voice_coach.sharing.channel import OneAtATime

        _silence(logging.getLogger("waitress"))
        self._sockets: dict[int, Any] = {}
        places = _connections()
        self._patience = _Patience(clock, places)
        self._server: Any = waitress.server.create_server(
            app,
            map=self._sockets,
            sockets=[listening],
            threads=THREADS,
            connection_limit=places,
            channel_timeout=STALLED_SECONDS,
            cleanup_interval=5,
            max_request_header_size=_MOST_HEADER_BYTES,
            max_request_body_size=_MOST_BODY_BYTES,
            asyncore_use_poll=True,
            log_socket_errors=False,
            ident=None,
        )
        self._server.channel_class = OneAtATime

    def run(self, is_over: Callable[[], bool]) -> None:
        """Asks ``is_over`` at least once a second."""
        from waitress import wasyncore

        while not is_over():
            pause = _CROWDED_LOOK_SECONDS if self._patience.is_crowded else _LOOK_UP_SECONDS
            wasyncore.loop(timeout=pause, use_poll=True, map=self._sockets, count=1)
            self._patience.look(self._sockets.values())

    def look_up(self) -> None:
        """Ask ``is_over`` at once. Thread-safe."""
        self._server.pull_trigger()

    def close(self) -> None:
        from waitress import wasyncore

        self._server.task_dispatcher.shutdown()
        for connection in [each for each in self._sockets.values() if hasattr(each, "outbufs")]:
            connection.handle_close()  # closes the files that it was being sent, too
        wasyncore.close_all(self._sockets, ignore_all=True)


class _Patience:
    """Closes connections that make others wait: waitress allows two minutes of silence.

    Limits are HALF_REQUEST_SECONDS and QUIET_SECONDS, less when ``places`` run out.
    """

    def __init__(self, clock: Callable[[], float], places: int) -> None:
        self._clock = clock
        self._places = places
        self._next_look = clock()
        self._since: WeakKeyDictionary[object, tuple[object, float]] = WeakKeyDictionary()
        self.is_crowded = False

    def look(self, sockets: Iterable[Any]) -> None:
        """Now and then, since it costs."""
        now = self._clock()
        if now < self._next_look:
            return
        connections = [each for each in sockets if hasattr(each, "outbufs")]
        self.is_crowded = len(connections) > _CROWDED_SHARE * self._places
        self._next_look = now + (_CROWDED_LOOK_SECONDS if self.is_crowded else _LOOK_UP_SECONDS)
        for connection in connections:
            state, patience = self._state(connection)
            known, since = self._since.get(connection, (None, now))
            since = since if known == state else now
            self._since[connection] = (state, since)
            if now - since > patience:
                connection.handle_close()

    def _state(self, connection: Any) -> tuple[object, float]:
        """What it waits in, changing with progress, and how long it may."""
        if left := connection.total_outbufs_len:
            return ("sending", left), CROWDED_STALLED_SECONDS if self.is_crowded else math.inf
        if connection.requests:
            return "answering", math.inf
        if connection.request is not None:
            patience = CROWDED_HALF_SECONDS if self.is_crowded else HALF_REQUEST_SECONDS
            return ("asking", id(connection.request)), patience
        return (
            "quiet",
            connection.last_activity,
        ), CROWDED_QUIET_SECONDS if self.is_crowded else QUIET_SECONDS


def _connections() -> int:
    """Up to MOST_CONNECTIONS; raises the process's limit."""
    with contextlib.suppress(ImportError):
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        if soft != resource.RLIM_INFINITY:
            wanted = 64 + 2 * MOST_CONNECTIONS
            if soft < wanted:
                wanted = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
                with contextlib.suppress(OSError, ValueError):
                    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))
                    soft = max(soft, wanted)
            return max(8, min(MOST_CONNECTIONS, (soft - 64) // 2))
        return MOST_CONNECTIONS
    return MOST_CONNECTIONS // 2


def _silence(logger: logging.Logger) -> None:
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
