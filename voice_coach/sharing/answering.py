"""The reply to a request: rules without sockets.

An address begins with the token; without it everything is the same 404. The rest is looked up in the site; no
address ever becomes a path on the disk.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from voice_coach.sharing import addresses
from voice_coach.sharing.page import content_security_policy
from voice_coach.sharing.ranges import ByteRange, Unsatisfiable, read_range
from voice_coach.sharing.shared_file import open_shared
from voice_coach.sharing.site import Resource, Site

Headers = tuple[tuple[str, str], ...]

_READING = ("GET", "HEAD")
_NOTHING_HERE = b"There is nothing here.\n"


@dataclass(frozen=True)
class Request:
    """``path`` without its query; header names in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]


@dataclass(frozen=True)
class FilePart:
    """``length`` bytes of ``file`` from its position. The sender closes it."""

    file: BinaryIO
    length: int


@dataclass(frozen=True)
class Response:
    """``is_ours``: the request knew the token."""

    status: int
    headers: Headers
    body: bytes | FilePart = b""
    is_ours: bool = True


def answer(
    request: Request, token: str, site: Site, open_file: Callable[[Path], BinaryIO] = open_shared
) -> Response:
    """The reply from ``site``, whose addresses begin with ``/token/``."""
    given, slash, rest = request.path.removeprefix("/").partition("/")
    if not hmac.compare_digest(given.encode("utf-8", "replace"), token.encode()):
        return _not_found(request, is_ours=False)
    if not slash and request.method in _READING:
        return _plain(request, 308, b"", ("Location", f"/{token}/"))
    resource = site.get(rest or addresses.PAGE)
    if resource is None:
        return _not_found(request)
    if request.method not in _READING:
        return _plain(request, 405, b"This can only be read.\n", ("Allow", ", ".join(_READING)))
    if isinstance(resource.content, bytes):
        return _from_memory(request, resource, resource.content)
    return _from_disk(request, resource, resource.content, open_file)


def _from_memory(request: Request, resource: Resource, content: bytes) -> Response:
    tag = f'"{resource.tag}"'
    about = _about(resource, tag)
    if _is_known(request, tag):
        return Response(304, about)
    return Response(200, (*about, _length(len(content))), content if request.method == "GET" else b"")


def _from_disk(
    request: Request, resource: Resource, path: Path, open_file: Callable[[Path], BinaryIO]
) -> Response:
    try:
        file = open_file(path)
    except OSError:
        return _not_found(request)
    try:
        return _from_file(request, resource, file)
    except BaseException:
        file.close()
        raise


def _from_file(request: Request, resource: Resource, file: BinaryIO) -> Response:
    found = os.fstat(file.fileno())
    # Of the file as it is now: parts of other versions never join what a phone has.
    tag = f'"{found.st_ino:x}-{found.st_size:x}-{found.st_mtime_ns:x}"'
    about = (*_about(resource, tag), ("Accept-Ranges", "bytes"))
    if _is_known(request, tag):
        file.close()
        return Response(304, about)
    try:
        wanted = _wanted(request, tag, found.st_size)
    except Unsatisfiable:
        file.close()
        return Response(416, (*about, ("Content-Range", f"bytes */{found.st_size}"), _length(0)))
    part = wanted or ByteRange(0, found.st_size)
    about = (*about, _length(part.length))
    if wanted is not None:
        last = part.start + part.length - 1
        about = (*about, ("Content-Range", f"bytes {part.start}-{last}/{found.st_size}"))
    if request.method == "HEAD" or not part.length:
        file.close()
        return Response(200, about)
    file.seek(part.start)
    return Response(200 if wanted is None else 206, about, FilePart(file, part.length))


def _wanted(request: Request, tag: str, size: int) -> ByteRange | None:
    """The requested range; None for the whole. Raises Unsatisfiable."""
    asked = request.headers.get("range")
    condition = request.headers.get("if-range")
    if asked is None or request.method != "GET" or (condition is not None and condition.strip() != tag):
        return None
    return read_range(asked, size)


def _is_known(request: Request, tag: str) -> bool:
    """Whether the asker has this very version."""
    known = [each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")]
    return "*" in known or tag in known


def _not_found(request: Request, *, is_ours: bool = True) -> Response:
    return _plain(request, 404, _NOTHING_HERE, is_ours=is_ours)


def _plain(
    request: Request, status: int, text: bytes, *more: tuple[str, str], is_ours: bool = True
) -> Response:
    headers = (
        ("Content-Type", "text/plain; charset=utf-8"),
        _length(len(text)),
        ("Cache-Control", "no-store"),
        *_GUARDS,
        *more,
    )
    return Response(status, headers, b"" if request.method == "HEAD" else text, is_ours)


def _about(resource: Resource, tag: str) -> Headers:
    # no-cache: keep it, but ask before showing it again.
    kept = ("Cache-Control", "private, no-cache")
    return (("Content-Type", resource.media_type), ("ETag", tag), kept, *_GUARDS)


def _length(size: int) -> tuple[str, str]:
    return "Content-Length", str(size)


_GUARDS: Headers = (
    ("Content-Security-Policy", content_security_policy()),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("X-Robots-Tag", "noindex"),
)
"""On every reply: the page does only what it must, types aren't guessed, no referrer."""
