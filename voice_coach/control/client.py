"""One client of the live channel: what it sent, and what it has yet to take."""

from __future__ import annotations

import socket
from collections.abc import Callable

from voice_coach.control.protocol import LONGEST_LINE_BYTES, BadLine, read_command, refusal, too_long
from voice_coach.session.commands import Command

MOST_WAITING_BYTES = 1_000_000
"""Four hours' journal: a client with more waiting isn't reading."""
_READ_BYTES = 4096


class Client:
    """A connection that never blocks. ``gone`` when it's over or stuck."""

    def __init__(self, connection: socket.socket) -> None:
        connection.setblocking(False)
        self.connection = connection
        self.gone = False
        self._came = bytearray()
        self._passing_over = False
        self._waiting = bytearray()

    @property
    def has_waiting(self) -> bool:
        return bool(self._waiting) and not self.gone

    def send(self, line: bytes) -> None:
        """Send ``line`` now, or later if there's no room; drop a client too far behind."""
        if self.gone:
            return
        self._waiting += line
        self.flush()
        self.gone |= len(self._waiting) > MOST_WAITING_BYTES

    def flush(self) -> None:
        """Send as much as there's room for."""
        try:
            while self._waiting and not self.gone:
                del self._waiting[: self.connection.send(self._waiting)]
        except BlockingIOError:
            pass
        except OSError:
            self.gone = True

    def read(self, obey: Callable[[Command], None]) -> None:
        """Pass commands to ``obey``; answer anything else with an error line."""
        try:
            piece = self.connection.recv(_READ_BYTES)
        except BlockingIOError:
            return
        except OSError:
            piece = b""
        if not piece:
            self.gone = True
            return
        self._came += piece
        *lines, rest = self._came.split(b"\n")
        self._came = rest
        for line in lines:
            if self._passing_over:
                self._passing_over = False
            elif line.strip():
                self._answer(bytes(line), obey)
        if len(rest) > LONGEST_LINE_BYTES:
            if not self._passing_over:
                self.send(refusal(too_long()))
            self._passing_over = True
            self._came.clear()

    def _answer(self, line: bytes, obey: Callable[[Command], None]) -> None:
        try:
            obey(read_command(line))
        except BadLine as error:
            self.send(refusal(error))
