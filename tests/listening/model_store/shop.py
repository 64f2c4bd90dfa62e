"""A real web server on this machine that hands out one file, and misbehaves on request."""

from __future__ import annotations

import io
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

MODEL_FILES = {
    "am/final.mdl": bytes(range(256)) * 800,
    "conf/mfcc.conf": b"--num-ceps=40\n",
    "conf/model.conf": b"--beam=10\n",
    "graph/HCLr.fst": b"reversed" * 3_000,
    "graph/Gr.fst": b"grammar" * 50,
    "graph/disambig_tid.int": b"7\n",
}
"""What a whole model consists of, by name; the contents are not looked at by the store."""


def zipped(
    files: dict[str, bytes] | None = None, folder: str = "a-model", method: int = zipfile.ZIP_STORED
) -> bytes:
    """A zip as the maker packs it: one folder around the files."""
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", method) as file:
        for name, content in (MODEL_FILES if files is None else files).items():
            file.writestr(f"{folder}/{name}" if folder else name, content)
    return memory.getvalue()


@dataclass
class Shop:
    """What the server does. ``break_after`` cuts each answer after so many bytes; ``claimed_length`` is the
    Content-Length it lies about, ``misplaced_by`` an error in its Content-Range; ``requests`` notes the Range
    header of each request."""

    content: bytes
    url: str = ""
    ranges: bool = True
    etag: str | None = '"version-1"'
    break_after: int | None = None
    claimed_length: int | None = None
    chunked: bool = False
    status: int = 200
    redirect_to: str | None = None
    misplaced_by: int = 0
    requests: list[str | None] = field(default_factory=list)


@contextmanager
def open_shop(content: bytes) -> Iterator[Shop]:
    """A server for the time of the ``with`` block."""
    shop = Shop(content)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            shop.requests.append(self.headers.get("Range"))
            self.close_connection = True
            _answer(self, shop)

        def log_message(self, format: str, *args: object) -> None:
            """Tests are quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    shop.url = f"http://127.0.0.1:{server.server_address[1]}/model.zip"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield shop
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _answer(handler: BaseHTTPRequestHandler, shop: Shop) -> None:
    if shop.redirect_to is not None:
        handler.send_response(302)
        handler.send_header("Location", shop.redirect_to)
        handler.send_header("Content-Length", "0")
        handler.end_headers()
        return
    if shop.status != 200:
        handler.send_error(shop.status)
        return
    first = _first_byte(handler, shop)
    whole = len(shop.content)
    if first >= whole > 0:
        handler.send_response(416)
        handler.send_header("Content-Range", f"bytes */{whole}")
        handler.send_header("Content-Length", "0")
        handler.end_headers()
        return
    body = shop.content[first:]
    handler.send_response(206 if first else 200)
    if first:
        handler.send_header("Content-Range", f"bytes {first + shop.misplaced_by}-{whole - 1}/{whole}")
    if shop.etag:
        handler.send_header("ETag", shop.etag)
    if shop.chunked:
        handler.send_header("Transfer-Encoding", "chunked")
    else:
        handler.send_header("Content-Length", str(shop.claimed_length or len(body)))
    handler.end_headers()
    body = body if shop.break_after is None else body[: shop.break_after]
    if shop.chunked:
        handler.wfile.write(b"%x\r\n%s\r\n" % (len(body), body))
        if shop.break_after is None:
            handler.wfile.write(b"0\r\n\r\n")
    else:
        handler.wfile.write(body)


def _first_byte(handler: BaseHTTPRequestHandler, shop: Shop) -> int:
    asked = handler.headers.get("Range")
    if asked is None or not shop.ranges or handler.headers.get("If-Range") != shop.etag:
        return 0
    return int(asked.removeprefix("bytes=").rstrip("-"))
