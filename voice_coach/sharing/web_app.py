"""The rules of ``answering`` as a WSGI application, the form in which web servers take them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any, BinaryIO

from voice_coach.sharing.activity import Activity
from voice_coach.sharing.answering import FilePart, Request, answer
from voice_coach.sharing.site import Site

_READ_BYTES = 1 << 18
"""At once: the server asks for megabytes, sends what the network takes of them, and reads the rest again."""


class WebApp:
    """Answers from ``site`` to whoever knows ``token``; ``activity`` learns of those and of nobody else."""

    def __init__(self, token: str, site: Site, activity: Activity) -> None:
        self._token, self._site, self._activity = token, site, activity

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        reply = answer(_request(environ), self._token, self._site)
        if reply.is_ours:
            self._activity.happened()
        status = HTTPStatus(reply.status)
        start_response(f"{status.value} {status.phrase}", list(reply.headers))
        if isinstance(reply.body, FilePart):
            watched = _WatchedFile(reply.body.file, self._activity)
            sent: Iterable[bytes] = environ["wsgi.file_wrapper"](watched)
            return sent
        return [reply.body]


class _WatchedFile:
    """A file whose every reading is a sign of life: a long download on a slow phone is no idle hour."""

    def __init__(self, file: BinaryIO, activity: Activity) -> None:
        self._file, self._activity = file, activity
        self.seek, self.tell, self.close = file.seek, file.tell, file.close
        self.seekable = file.seekable

    def read(self, size: int) -> bytes:
        self._activity.happened()
        content = self._file.read(min(size, _READ_BYTES))
        if size and not content:
            # The server would try for ever to send what is no longer there.
            raise OSError("the file became shorter while it was sent")
        return content


def _request(environ: dict[str, Any]) -> Request:
    headers = {
        name[5:].replace("_", "-").lower(): str(value)
        for name, value in environ.items()
        if name.startswith("HTTP_")
    }
    return Request(str(environ["REQUEST_METHOD"]), str(environ["PATH_INFO"]), headers)
