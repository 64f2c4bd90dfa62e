"""A page made of one small routine, served on this computer as any static host would."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.web.parts import parts_here
from voice_coach.playing.assemble import Choices, Folders
from voice_coach.web.bundle import Bundle, write_bundle

_ROUTINE = """format: 1
name: tiny
use: warm-up
tools: [roller]
dose: least
switch_gap: 4 s
areas:
  - area: calves
"""
_TEXTS = """format: 1
language: en
title: A short trial
summary: One area, for trials.
opening:
  - Press at four to six out of ten.
closing:
  - Stand up and swing each leg gently.
"""
VOICE = "espeak:en-us"


def write_routine(folder: Path) -> Path:
    """The small routine's file."""
    (folder / "tiny.yaml").write_text(_ROUTINE, encoding="utf-8")
    (folder / "tiny.en.yaml").write_text(_TEXTS, encoding="utf-8")
    return folder / "tiny.yaml"


def small_choices(folder: Path) -> Choices:
    return Choices(str(write_routine(folder)), voice=VOICE)


def make_page(folder: Path, name: str = "page") -> Bundle:
    """The page of the small routine, in ``folder``. Skips where its parts can't be had.

    Its clips are kept beside the parts: encoding them takes most of a minute.
    """
    parts = parts_here()
    folders = Folders(parts.folder.with_name("speech"))
    return write_bundle([small_choices(folder)], folders, folder / name, parts)


@dataclass
class Site:
    """``asked`` are the paths that were asked for."""

    server: http.server.ThreadingHTTPServer
    asked: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://localhost:{self.server.server_address[1]}/"

    def stop(self) -> None:
        """Answer no one any more."""
        self.server.shutdown()
        self.server.server_close()


@contextmanager
def serving(folder: Path, port: int = 0) -> Iterator[Site]:
    asked: list[str] = []

    class Handler(http.server.SimpleHTTPRequestHandler):
        extensions_map = {  # noqa: RUF012
            **http.server.SimpleHTTPRequestHandler.extensions_map,
            ".mjs": "text/javascript",
            ".wasm": "application/wasm",
            ".webmanifest": "application/manifest+json",
        }

        def do_GET(self) -> None:
            asked.append(self.path)
            super().do_GET()

        def log_message(self, *_: object) -> None:
            pass

    handler = functools.partial(Handler, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    site = Site(server, asked)
    try:
        yield site
    finally:
        site.stop()
        thread.join(5)
