"""A connection that is answered one request at a time, whatever is sent ahead."""

from __future__ import annotations

from typing import Any

from waitress.channel import HTTPChannel

_Channel: Any = HTTPChannel


class OneAtATime(_Channel):  # type: ignore[misc]
    """waitress's connection, with two of its habits changed.

    It reads no further request before the answer to the last has gone out. waitress works through all that
    came in one piece; a reader that asks twenty times and takes nothing then holds one of the few threads
    that answer for as long as it likes, and four such readers hold everybody.

    It asks no one to continue who has said all: a GET with ``Expect: 100-continue`` has nothing to send.
    """

    _ahead = b""
    request: Any

    def readable(self) -> bool:
        """May more be read? Called between two looks at the network: the moment to take the next request."""
        if self._ahead and super().readable():
            data, self._ahead = self._ahead, b""
            self.received(data)
        return bool(super().readable())

    def received(self, data: bytes) -> bool:
        """Take in what has come, up to the end of one request; the rest waits."""
        if not data:
            return False
        with self.requests_lock:
            if self.will_close or self.close_when_flushed:
                return False
            while data and not self.requests:
                if self.request is None:
                    self.request = self.parser_class(self.adj)
                taken = self.request.received(data)
                data = data[taken:]
                if self._is_to_continue():
                    self.send_continue()
                if self.request.completed:
                    self._take()
                elif not taken:
                    break
            self._ahead += data
        return True

    def _is_to_continue(self) -> bool:
        request = self.request
        waits = request.expect_continue and request.headers_finished and not request.completed
        return bool(waits and not self.sent_continue)

    def _take(self) -> None:
        request, self.request, self.sent_continue = self.request, None, False
        if not request.empty:
            self.requests.append(request)
            self.server.add_task(self)
