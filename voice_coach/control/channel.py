"""A session's live channel: one thread serves every client."""

from __future__ import annotations

import contextlib
import selectors
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from pathlib import Path

from voice_coach.control.client import Client
from voice_coach.control.place import ListeningPlace
from voice_coach.control.protocol import BadLine, event, hello
from voice_coach.session.commands import Command

_MOST_CLIENTS = 16
_FAREWELL_SECONDS = 1.0
"""How long slow clients have at the end."""

Whereabouts = Callable[[], tuple[float, str]]


class ControlChannel:
    """Listens at ``path`` until ``close``. A journal whose lines go to every client.

    ``write``, ``attend`` and ``close`` never wait for clients; ``close`` takes a second or so. Raises what
    ``ListeningPlace`` does.
    """

    def __init__(self, path: Path, program: str) -> None:
        """``program`` is our version, for the hello."""
        self._place = ListeningPlace(path)
        self._program = program
        self._whereabouts: Whereabouts = lambda: (0.0, "setup")
        self._obey: Callable[[Command], None] = _not_yet
        self._lines: deque[bytes] = deque()
        self._clients: list[Client] = []
        self._ears, self._waker = socket.socketpair()
        for end in (self._ears, self._waker):
            end.setblocking(False)
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="control-channel", daemon=True)
        self._thread.start()

    def attend(self, obey: Callable[[Command], None], whereabouts: Whereabouts) -> None:
        """Pass commands to ``obey``, on the channel's thread."""
        self._obey, self._whereabouts = obey, whereabouts

    def write(self, name: str, seconds: float, fields: Mapping[str, object]) -> None:
        self._lines.append(event(name, seconds, fields))
        self._wake()

    def close(self) -> None:
        """Send what's waiting, disconnect every client, remove the socket."""
        self._closing.set()
        self._wake()
        self._thread.join(2 * _FAREWELL_SECONDS)
        self._place.remove()

    def _wake(self) -> None:
        with contextlib.suppress(OSError):  # A full pipe wakes as well.
            self._waker.send(b"\0")

    def _run(self) -> None:
        try:
            while not self._closing.is_set():
                self._serve_once(None)
            until = time.monotonic() + _FAREWELL_SECONDS
            self._pass_on()
            while any(client.has_waiting for client in self._clients) and time.monotonic() < until:
                self._serve_once(_FAREWELL_SECONDS / 10)
        finally:
            for client in self._clients:
                client.connection.close()
            self._ears.close()
            self._waker.close()

    def _serve_once(self, seconds: float | None) -> None:
        """Wait at most ``seconds`` for a client, and serve it."""
        with selectors.DefaultSelector() as selector:
            selector.register(self._ears, selectors.EVENT_READ, self._awake)
            if not self._closing.is_set():
                selector.register(self._place.socket, selectors.EVENT_READ, self._welcome)
            for client in self._clients:
                wanted = selectors.EVENT_READ | (selectors.EVENT_WRITE if client.has_waiting else 0)
                selector.register(client.connection, wanted, client)
            for key, ready in selector.select(seconds):
                if not isinstance(key.data, Client):
                    key.data()
                    continue
                if ready & selectors.EVENT_WRITE:
                    key.data.flush()
                if ready & selectors.EVENT_READ:
                    key.data.read(self._obey)
        self._pass_on()
        for client in self._clients:
            if client.gone:
                client.connection.close()
        self._clients = [client for client in self._clients if not client.gone]

    def _awake(self) -> None:
        with contextlib.suppress(OSError):
            self._ears.recv(4096)

    def _welcome(self) -> None:
        try:
            connection, _ = self._place.socket.accept()
        except OSError:
            return
        if len(self._clients) >= _MOST_CLIENTS:
            connection.close()
            return
        client = Client(connection)
        self._pass_on()  # What came before it isn't for it.
        client.send(hello(self._program, *self._whereabouts()))
        self._clients.append(client)

    def _pass_on(self) -> None:
        while self._lines:
            line = self._lines.popleft()
            for client in self._clients:
                client.send(line)


def _not_yet(_command: Command) -> None:
    raise BadLine("The session hasn't begun.", code="not-yet")
