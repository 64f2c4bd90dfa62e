"""``start --control`` steers a real session, and says what is wrong with its path."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.calling import PROGRAM, Caller
from tests.virtual_audio.waiting import wait_until

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no Unix sockets")


def test_a_session_into_a_file_is_steered(home: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("c") / "s"
    session = subprocess.Popen(
        [*PROGRAM, "start", "short", "--speaker", "o.wav", "--journal", "o.jsonl", "--control", str(path)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    try:
        wait_until(lambda: path.exists() or session.poll() is not None, "the socket", 60.0)
        answers = {"session_started": b'{"command": "pause"}\n', "paused": b'{"command": "resume"}\n'}
        got = []
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(60.0)
            client.connect(str(path))
            for line in client.makefile("rb"):
                got.append(line)
                if answer := answers.get(json.loads(line).get("event", "")):
                    client.sendall(answer)
        assert session.wait(60) == 0
    finally:
        session.kill()
        session.wait()
    assert json.loads(got[0])["hello"] == "voice-coach"
    journal = (home / "o.jsonl").read_bytes().splitlines(keepends=True)
    assert got[1:] == journal
    obeyed = [e["command"] for e in map(json.loads, journal) if e["event"] == "command_applied"]
    assert obeyed == ["pause", "resume"]
    sources = {e["source"] for e in map(json.loads, journal) if e["event"] == "command_heard"}
    assert sources == {"control"}
    assert not path.exists()


def test_a_file_in_the_way_is_left_alone(call: Caller, home: Path) -> None:
    (home / "mine").write_text("mine", encoding="utf-8")
    outcome = call("start", "short", "--speaker", "o.wav", "--control", "mine")
    assert outcome.code == 2
    assert "mine exists and isn't a socket" in outcome.sentence
    assert not (home / "o.wav").exists()
