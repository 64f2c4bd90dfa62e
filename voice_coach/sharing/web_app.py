"""The rules of ``answering`` as a WSGI application."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any, BinaryIO

from voice_coach.sharing.activity import Activity
from voice_coach.sharing.answering import FilePart, Request, answer
from voice_coach.sharing.site import Site

_READ_BYTES = 1 << 17
"""At once, and kept for each connection."""


class WebApp:
    """Answers from ``site`` to anyone who knows ``token``; ``activity`` learns of those alone."""

    def __init__(self, token: str, site: Site, activity: Activity) -> None:
        self._token, self._site, self._activity = token, site, activity

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        reply = answer(_request(environ), self._token, self._site)
        if reply.is_ours:
            self._activity.happened()
        status = HTTPStatus(reply.status)
        start_response(f"{status.value} {status.phrase}", list(reply.headers))
        if isinstance(reply.body, FilePart):
            watched = WatchedFile(reply.body.file, self._activity)
            sent: Iterable[bytes] = environ["wsgi.file_wrapper"](watched)
            return sent
        return [reply.body]


class WatchedFile:
    """A file whose every read is a sign of life.

    The server may go back and reread, so the last piece is kept.
    """

    def __init__(self, file: BinaryIO, activity: Activity) -> None:
        self._file, self._activity = file, activity
        self._at = file.tell()
        self._piece, self._piece_at = memoryview(b""), 0
        self.close = file.close

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        before = {os.SEEK_SET: 0, os.SEEK_CUR: self._at}
        self._at = offset + before[whence] if whence in before else self._file.seek(offset, whence)
        return self._at

    def read(self, size: int) -> memoryview:
        self._activity.happened()
        inside = self._at - self._piece_at
        if not 0 <= inside < len(self._piece):
            self._file.seek(self._at)
            self._piece, self._piece_at = memoryview(self._file.read(_READ_BYTES)), self._at
            inside = 0
        content = self._piece[inside : inside + size]
        if size and not content:
            # The server would try forever to send what is no longer there.
            raise OSError("the file became shorter while it was sent")
        self._at += len(content)
        return content


def _request(environ: dict[str, Any]) -> Request:
    headers = {
        name[5:].replace("_", "-").lower(): str(value)
        for name, value in environ.items()
        if name.startswith("HTTP_")
    }
    return Request(str(environ["REQUEST_METHOD"]), str(environ["PATH_INFO"]), headers)
