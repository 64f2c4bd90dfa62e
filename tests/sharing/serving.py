"""A real server for a test, and clients that behave as badly as they like."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from voice_coach.sharing.named_episodes import read_named
from voice_coach.sharing.serve import Sharing

FOR_EVER_SECONDS = 1e9
PATIENCE_SECONDS = 20.0


@dataclass(frozen=True)
class Served:
    sharing: Sharing
    thread: threading.Thread

    @property
    def place(self) -> tuple[str, int]:
        parts = urlsplit(self.sharing.address)
        assert parts.hostname
        assert parts.port
        return parts.hostname, parts.port

    @property
    def token(self) -> str:
        return urlsplit(self.sharing.address).path.strip("/")

    def media(self, suffix: str = "") -> str:
        """The address of the first sound file whose name ends so, without the server."""
        names = (name for name in self.sharing.site if name.startswith("media/") and name.endswith(suffix))
        return f"/{self.token}/{next(names)}"

    def call(self) -> socket.socket:
        """A fresh connection."""
        return socket.create_connection(self.place, timeout=PATIENCE_SECONDS)

    def get(self, path: str, *headers: str) -> tuple[int, dict[str, str], bytes]:
        """Status, headers by their lower-case names, and body, over a connection of its own."""
        with self.call() as line:
            line.sendall(request(path, *headers))
            return read_reply(line)


def request(path: str, *headers: str, method: str = "GET") -> bytes:
    return "\r\n".join(
        [f"{method} {path} HTTP/1.1", "Host: x", "Connection: close", *headers, "", ""]
    ).encode()


def read_reply(line: socket.socket) -> tuple[int, dict[str, str], bytes]:
    """The whole reply, up to where the server hangs up."""
    whole = read_all(line)
    head, _, body = whole.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): text for name, _, text in (each.partition(": ") for each in lines)}
    return int(first.split()[1]), headers, body


def read_all(line: socket.socket) -> bytes:
    """What comes until the server hangs up, or resets."""
    parts = []
    try:
        while part := line.recv(1 << 16):
            parts.append(part)
    except ConnectionResetError:
        pass
    return b"".join(parts)


@contextmanager
def serving(
    *paths: Path, idle_seconds: float = FOR_EVER_SECONDS, clock: Callable[[], float] = time.monotonic
) -> Iterator[Served]:
    """``paths`` shared on this machine for the time of the ``with`` block."""
    with Sharing(read_named(paths).episodes, bind="127.0.0.1", shown="127.0.0.1", clock=clock) as sharing:
        thread = threading.Thread(target=sharing.run, args=(idle_seconds,))
        thread.start()
        try:
            yield Served(sharing, thread)
        finally:
            sharing.end()
            thread.join(PATIENCE_SECONDS)
            assert not thread.is_alive()
