"""The live channel on real sockets."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from queue import Queue
from typing import Any

import pytest

from voice_coach.control.channel import ControlChannel
from voice_coach.errors import InputError
from voice_coach.session.commands import Command

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no Unix sockets")
PAGE = Path(__file__).parents[2] / "docs" / "control.md"
HELLO = {"hello": "voice-coach", "protocol": 1, "program": "9", "t": 2.5, "state": "working"}


class Reader:
    """A client that reads line by line."""

    def __init__(self, path: Path) -> None:
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(10.0)
        self.socket.connect(str(path))
        self._lines = self.socket.makefile("rb")

    def line(self) -> dict[str, Any] | None:
        """The next line; ``None`` once the connection is closed."""
        line = self._lines.readline()
        return json.loads(line) if line else None

    def send(self, line: bytes) -> None:
        self.socket.sendall(line)

    def close(self) -> None:
        self._lines.close()
        self.socket.close()


@pytest.fixture
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("c") / "s"


@pytest.fixture
def obeyed() -> Queue[Command]:
    return Queue()


@pytest.fixture
def channel(path: Path, obeyed: Queue[Command]) -> Iterator[ControlChannel]:
    opened = ControlChannel(path, "9")
    opened.attend(obeyed.put, lambda: (2.5, "working"))
    yield opened
    opened.close()


def test_a_client_gets_a_hello_events_and_is_obeyed(
    channel: ControlChannel, path: Path, obeyed: Queue[Command]
) -> None:
    first, second = Reader(path), Reader(path)
    assert first.line() == second.line() == HELLO
    channel.write("paused", 3.0, {"why": "asked"})
    assert first.line() == second.line() == {"t": 3.0, "event": "paused", "why": "asked"}
    first.send(b'{"command": "pause"}\n\n{"command": "lon')
    second.send(b'{"command": "undo"}\r\n')
    first.send(b'ger", "seconds": 15}\n')
    got = [obeyed.get(timeout=10) for _ in range(3)]
    assert sorted(got, key=str) == sorted([Command("pause"), Command("longer", 15), Command("undo")], key=str)
    assert path.stat().st_mode & 0o777 == 0o600
    channel.close()
    assert first.line() is None
    assert not path.exists()
    first.close()
    second.close()


def test_a_bad_line_gets_one_error_and_the_next_is_obeyed(
    channel: ControlChannel, path: Path, obeyed: Queue[Command]
) -> None:
    client = Reader(path)
    assert client.line() == HELLO
    client.send(b"jump\n" + b"x" * 50_000 + b"\n" + b'{"command": "next"}\n')
    assert [(client.line() or {})["error"] for _ in range(2)] == ["not-json", "too-long"]
    assert obeyed.get(timeout=10) == Command("next")
    client.close()


def test_before_the_session_a_command_is_refused(path: Path) -> None:
    opened = ControlChannel(path, "9")
    client = Reader(path)
    assert (client.line() or {})["t"] == 0.0
    client.send(b'{"command": "next"}\n')
    assert (client.line() or {})["error"] == "not-yet"
    opened.close()
    client.close()


def test_a_client_that_does_not_read_holds_nobody_up(channel: ControlChannel, path: Path) -> None:
    stuck, reading = Reader(path), Reader(path)
    assert stuck.line() == reading.line() == HELLO
    text = {"text": "x" * 2_000}
    slowest = 0.0
    for number in range(1_500):  # 3 MB: more than any buffer holds.
        before = time.thread_time()
        channel.write("prompt", float(number), text)
        slowest = max(slowest, time.thread_time() - before)
        assert reading.line() == {"t": float(number), "event": "prompt", **text}
    assert slowest < 0.05
    channel.close()
    got = b""
    while piece := stuck.socket.recv(65_536):
        got += piece
    assert len(got) < 2_000_000, "it was left behind"
    stuck.close()
    reading.close()


def test_a_stale_socket_is_replaced_and_a_live_one_is_not(path: Path) -> None:
    left = socket.socket(socket.AF_UNIX)
    left.bind(str(path))
    left.close()
    opened = ControlChannel(path, "9")
    with pytest.raises(InputError, match="Another session listens"):
        ControlChannel(path, "9")
    client = Reader(path)
    assert client.line() is not None
    client.close()
    opened.close()
    assert not path.exists()


def test_a_path_that_will_not_do_is_refused(path: Path) -> None:
    path.write_text("mine", encoding="utf-8")
    for bad in (path, path / "below", path.with_name("x" * 200), path.parent / "no" / "folder"):
        with pytest.raises(InputError) as refused:
            ControlChannel(bad, "9")
        assert refused.value.code == "control"
    assert path.read_text(encoding="utf-8") == "mine"


def test_the_client_on_the_page_works(channel: ControlChannel, path: Path, obeyed: Queue[Command]) -> None:
    page = PAGE.read_text(encoding="utf-8").split("<!-- begin client -->")[1].split("<!-- end client -->")[0]
    code = page.strip().removeprefix("```python").removesuffix("```").strip()
    assert len([line for line in code.splitlines() if line]) <= 10
    client = subprocess.Popen(
        [sys.executable, "-c", code, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert client.stdin is not None
    assert client.stdout is not None
    assert client.stdout.readline().strip() == str(HELLO)
    client.stdin.write("pause\n")
    client.stdin.flush()
    assert obeyed.get(timeout=10) == Command("pause")
    channel.write("paused", 3.0, {})
    assert "paused" in client.stdout.readline()
    client.communicate(timeout=10)
    assert client.returncode == 0
