"""``voice-coach share`` while callers who know the address ask ahead and take nothing, and hundreds say
nothing at all: how long a phone waits for the page and a megabyte of sound, again and again."""

from __future__ import annotations

import contextlib
from time import perf_counter, sleep

from bench.figures import Figure, report
from bench.share import Running, _large_file, ours
from bench.workplace import workplace

PIPELINING, REQUESTS_AHEAD, SILENT = 4, 20, 400
PHONES, PAUSE_SECONDS = 10, 0.5
_PIECE_BYTES = 1_000_000


def measure() -> list[Figure]:
    with workplace() as place:
        folder = _large_file(place.folder).parent
        with ours(folder) as server, contextlib.ExitStack() as stack:
            ahead = f"GET {server.path} HTTP/1.1\r\nHost: x\r\n\r\n".encode() * REQUESTS_AHEAD
            for _ in range(PIPELINING):
                stack.enter_context(server.connect()).send_bytes(ahead)
            for _ in range(SILENT):
                stack.enter_context(server.connect())
            waits = []
            for _ in range(PHONES):
                waits.append(_phone(server))
                sleep(PAUSE_SECONDS)
    what = f"share: a phone's wait beside {PIPELINING} that ask {REQUESTS_AHEAD} times ahead, {SILENT} silent"
    details = {"waits_seconds": [round(wait, 3) for wait in waits]}
    return [Figure(what, max(waits), "s", 2.0, details=details)]


def _phone(server: Running) -> float:
    """Seconds for the page and the first megabyte. Raises RuntimeError if either is not whole."""
    began = perf_counter()
    piece = f"Range: bytes=0-{_PIECE_BYTES - 1}\r\n"
    page = (f"/{server.token}/", "", b"HTTP/1.1 200 ")
    for path, header, wanted in (page, (server.path, piece, b"HTTP/1.1 206 ")):
        buffer = bytearray(_PIECE_BYTES + 100_000)
        with server.connect() as line:
            line.send_bytes(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{header}\r\n".encode())
            length = line.receive(buffer)
        if not buffer.startswith(wanted) or (header and length < _PIECE_BYTES):
            raise RuntimeError(f"the phone got {bytes(buffer[:60])!r} and {length} bytes")
    return perf_counter() - began


if __name__ == "__main__":
    report("share_siege", measure())
