"""A connection that answers one request at a time."""

from __future__ import annotations

from typing import Any

from waitress.channel import HTTPChannel

_Channel: Any = HTTPChannel


class OneAtATime(_Channel):  # type: ignore[misc]
    """waitress's connection, with two changes.

    It reads no request before the last answer has gone out: otherwise a reader that asks twenty times and
    takes nothing holds a thread, and four such readers hold all.

    A GET with ``Expect: 100-continue`` is answered directly.
    """

    _ahead = b""
    request: Any

    def readable(self) -> bool:
        """Whether to read more; called between two looks at the network."""
        if self._ahead and super().readable():
            data, self._ahead = self._ahead, b""
            self.received(data)
        return bool(super().readable())

    def received(self, data: bytes) -> bool:
        """Take data in up to the end of one request; the rest waits."""
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
