"""Downloads one large file with urllib: resumable, size-limited.

Bytes gather in `NAME.part`; `NAME.part.json` notes the server's version. Only the same version (If-Range)
adds to them. Both files stay after a break.
"""

from __future__ import annotations

import http.client
import json
import re
import socket
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import IO, cast

from voice_coach.errors import OutputError
from voice_coach.fetching.progress import FetchProgress, Report

_CHUNK_BYTES = 1 << 16
_TRIES_WITHOUT_A_BYTE = 2
_MOST_TRIES = 20
_TIMEOUT_SECONDS = 20.0
_CONTENT_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)")


class DownloadBroken(Exception):
    """Not completed now; what came is kept. ``reason`` is half a sentence."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class _Version:
    url: str
    validator: str | None


def download(
    url: str, target: Path, *, most_bytes: int, report: Report, timeout_seconds: float = _TIMEOUT_SECONDS
) -> None:
    """Download ``url`` to ``target``, resuming an earlier `.part`.

    Retries as long as each try brings something. ``target`` appears by rename; the caller checks its hash.
    Raises DownloadBroken (no network, refused, cut off, longer than ``most_bytes``), OutputError
    (`cannot-write`).
    """
    part = target.with_name(target.name + ".part")
    fruitless, tries = 0, 0
    while True:
        before = _size(part)
        tries += 1
        try:
            _fetch(url, part, most_bytes, report, timeout_seconds)
            break
        except ConnectionError as error:
            fruitless = 0 if _size(part) > before else fruitless + 1
            if fruitless >= _TRIES_WITHOUT_A_BYTE or tries >= _MOST_TRIES:
                raise DownloadBroken(str(error)) from error
    try:
        part.replace(target)
    except OSError as error:
        raise _cannot_write(target, error) from error
    _note(part).unlink(missing_ok=True)


def forget(target: Path) -> None:
    """Remove what earlier tries left."""
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    _note(part).unlink(missing_ok=True)


def _fetch(url: str, part: Path, most_bytes: int, report: Report, timeout_seconds: float) -> None:
    """One try. Raises ConnectionError if another may get further."""
    known = _read_note(part, url)
    have = _size(part) if known is not None else 0
    try:
        answer = _ask(url, have, known, timeout_seconds)
    except _VersionGone:
        part.unlink(missing_ok=True)
        raise
    if answer is None:
        return
    with answer:
        start = _start_of(answer.status, answer.headers, have)
        length = _whole(answer.headers.get("Content-Length"))
        total = start + length if length is not None else None
        if total is not None and total > most_bytes:
            raise DownloadBroken(f"the server offers {total} bytes, but at most {most_bytes} were expected")
        try:
            with part.open("ab" if start else "wb") as file:
                if not start:
                    _write_note(part, _Version(url, _validator(answer.headers)))
                got = start
                report(FetchProgress("downloading", got, total or 0))
                for chunk in _chunks(answer):
                    if got + len(chunk) > most_bytes:
                        file.truncate(0)
                        raise DownloadBroken(f"the server sends more than the {most_bytes} bytes expected")
                    file.write(chunk)
                    got += len(chunk)
                    report(FetchProgress("downloading", got, total or 0))
        except ConnectionError:
            raise
        except OSError as error:
            raise _cannot_write(part, error) from error
    if total is not None and got < total:
        raise ConnectionError(f"the connection broke after {got} of {total} bytes")


def _ask(
    url: str, have: int, known: _Version | None, timeout_seconds: float
) -> http.client.HTTPResponse | None:
    """The server's answer; None if the ``have`` bytes are all."""
    # "identity": a proxy that compresses on the way would make byte ranges meaningless.
    headers = {"User-Agent": "voice-coach", "Accept-Encoding": "identity"}
    if have and known is not None and known.validator:
        headers |= {"Range": f"bytes={have}-", "If-Range": known.validator}
    request = urllib.request.Request(url, headers=headers)
    try:
        answer = urllib.request.build_opener(_NeverDowngrade).open(request, timeout=timeout_seconds)
        return cast("http.client.HTTPResponse", answer)
    except urllib.error.HTTPError as error:
        with error:
            if error.code == http.client.REQUESTED_RANGE_NOT_SATISFIABLE and have:
                if error.headers.get("Content-Range") == f"bytes */{have}":
                    return None
                raise _VersionGone("the server no longer has the version that was begun") from error
            reason = f"the server answered {error.code} {error.reason}"
            if error.code < http.client.INTERNAL_SERVER_ERROR:
                raise DownloadBroken(reason) from error  # asking again won't change a 404
            raise ConnectionError(reason) from error
    except (OSError, http.client.HTTPException) as error:
        raise ConnectionError(_reason(error)) from error


def _chunks(answer: IO[bytes]) -> Iterator[bytes]:
    """The rest of an answer. Raises ConnectionError, not OSError, when it breaks."""
    while True:
        try:
            chunk = answer.read(_CHUNK_BYTES)
        except http.client.IncompleteRead as error:
            yield error.partial
            raise ConnectionError("the connection broke") from error
        except (OSError, http.client.HTTPException) as error:
            raise ConnectionError(_reason(error)) from error
        if not chunk:
            return
        yield chunk


def _start_of(status: int, headers: Message, have: int) -> int:
    """The answer's first byte: ``have`` if the server resumed, or 0."""
    if status != http.client.PARTIAL_CONTENT:
        return 0
    span = _CONTENT_RANGE.fullmatch(headers.get("Content-Range", ""))
    if span is None or int(span[1]) != have:
        raise DownloadBroken("the server answered with a part of the file that wasn't asked for")
    return have


def _validator(headers: Message) -> str | None:
    """For If-Range: a strong ETag or a date. Weak ETags don't promise equal bytes."""
    tag = headers.get("ETag")
    if tag and not tag.startswith("W/"):
        return tag
    return headers.get("Last-Modified")


class _VersionGone(ConnectionError):
    """What came so far is of an older version."""


class _NeverDowngrade(urllib.request.HTTPRedirectHandler):
    """Redirects only to http(s), and never from https to http."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> urllib.request.Request | None:
        allowed = ("https://",) if req.full_url.startswith("https://") else ("https://", "http://")
        if not newurl.startswith(allowed):
            raise DownloadBroken(f"the server points to {newurl}, which isn't safe to follow")
        return super().redirect_request(req, fp, code, msg, headers, newurl)  # type: ignore[arg-type]


def _reason(error: BaseException) -> str:
    cause = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(cause, TimeoutError):
        return "the server didn't answer in time"
    if isinstance(cause, socket.gaierror):
        return "the server's name wasn't found (is there a network?)"
    if isinstance(cause, OSError) and cause.errno and cause.strerror:
        return f"the server couldn't be reached: {cause.strerror}"
    return str(cause) or type(cause).__name__


def _note(part: Path) -> Path:
    return part.with_name(part.name + ".json")


def _read_note(part: Path, url: str) -> _Version | None:
    try:
        noted = json.loads(_note(part).read_text(encoding="utf-8"))
        version = _Version(noted["url"], noted["validator"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    plain = isinstance(version.validator, str) and version.validator.isprintable()
    return version if version.url == url and plain else None


def _write_note(part: Path, version: _Version) -> None:
    _note(part).write_text(json.dumps(vars(version)), encoding="utf-8")


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _whole(text: str | None) -> int | None:
    return int(text) if text is not None and re.fullmatch("[0-9]{1,15}", text) else None


def _cannot_write(path: Path, error: OSError) -> OutputError:
    return OutputError(
        f"{path} couldn't be written: {error.strerror or error}.",
        hint="Free some space or choose another folder, then run it again; it resumes where it stopped.",
    )
