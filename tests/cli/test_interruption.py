"""Ctrl-C and full disks in the middle: exit code, whole journal, nothing half-written."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.audio.limits import small_files
from tests.cli.calling import PROGRAM, Caller, child
from tests.cli.test_session_commands import NO_SOUND

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals, named pipes and terminals of POSIX")

ENOUGH_LINES = 12


@pytest.fixture
def spoken(call: Caller, home: Path, tmp_path: Path) -> Path:
    """The present folder; the warm-up's words are in the cache, so that no speech engine runs below."""
    assert call("export", "warmup", "-o", tmp_path / "spoken.mp3").code == 0
    return home


def interrupted(folder: Path, *arguments: str) -> tuple[int, list[str], str]:
    """Run until the journal, a named pipe, has some lines; then Ctrl-C. Exit code, all lines, errors."""
    pipe = folder / "journal.pipe"
    os.mkfifo(pipe)
    process = subprocess.Popen(
        [*PROGRAM, *arguments, "--journal", str(pipe)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={**os.environ, **NO_SOUND},
        encoding="utf-8",
    )
    with pipe.open(encoding="utf-8") as journal:
        lines = [journal.readline() for _ in range(ENOUGH_LINES)]
        process.send_signal(signal.SIGINT)
        lines += journal.readlines()
    _, errors = process.communicate(timeout=30)
    pipe.unlink()
    return process.returncode, lines, errors


def test_ctrl_c_keeps_every_line_and_no_half_a_sound(spoken: Path) -> None:
    code, lines, errors = interrupted(spoken, "start", "warmup", "--speaker", "out.wav")
    assert code == 130
    assert "Traceback" not in errors
    assert all(line.endswith("\n") for line in lines)
    assert json.loads(lines[-1])["event"] != "session_finished"
    assert not list(spoken.glob("*.wav"))
    assert not list(spoken.glob(".*"))


def test_ctrl_c_leaves_no_part_of_an_mp3(spoken: Path) -> None:
    code, lines, errors = interrupted(spoken, "start", "warmup")
    if "is written to" not in errors:
        pytest.skip("this machine's sound can't be taken away by its environment")
    assert code == 130
    assert "Traceback" not in errors
    assert all(json.loads(line) for line in lines)
    assert not list(spoken.iterdir())


def test_progress_is_shown_on_a_terminal_and_ctrl_c_ends_it(spoken: Path) -> None:
    ours, theirs = os.openpty()
    process = subprocess.Popen([*PROGRAM, "export", "warmup"], stdin=subprocess.DEVNULL, stderr=theirs)
    os.close(theirs)
    shown = b""
    while b" 5 %" not in shown:
        shown += os.read(ours, 1024)
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 130
    assert b"Writing warmup.mp3 [#" in shown
    os.close(ours)
    assert not list(spoken.iterdir())


@pytest.mark.parametrize("most_bytes", [0, 100_000])
def test_a_limit_on_files_leaves_no_part_of_an_mp3(call: Caller, home: Path, most_bytes: int) -> None:
    assert call("export", "short", "-o", "spoken.mp3").code == 0  # The voice's own files are made by now.
    with small_files(most_bytes):
        outcome = call("export", "short")
    assert outcome.code == 4
    assert "short.mp3" in outcome.sentence
    assert [path.name for path in home.iterdir()] == ["spoken.mp3"]


def test_a_full_disk_leaves_no_part_of_an_mp3(home: Path) -> None:
    unshare = shutil.which("unshare")
    disk = home / "disk"
    disk.mkdir()
    private = [unshare or "", "--mount", "--map-root-user"]
    mount = f"mount -t tmpfs -o size=200k none {disk}"
    if (
        not unshare
        or subprocess.run([*private, "sh", "-c", mount], capture_output=True, check=False).returncode
    ):
        pytest.skip("this user may not mount a small disk")
    script = f'{mount} && "$@"; code=$?; ls -A {disk}; exit $code'
    done = subprocess.run(
        [*private, "sh", "-c", script, "sh", *PROGRAM, "export", "short", "-o", str(disk / "short.mp3")],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stdout) == (4, "")
    assert "short.mp3" in done.stderr
    assert "disk is full" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
@pytest.mark.parametrize("option", ["--journal", "--speaker"])
def test_a_full_disk_under_journal_or_sound(home: Path, option: str) -> None:
    (home / "full.wav").symlink_to("/dev/full")
    files = {"--speaker": "out.wav", "--journal": "out.jsonl"} | {option: "full.wav"}
    outcome = child("start", "short", *[word for pair in files.items() for word in pair])
    assert outcome.code == 4
    assert "o space left" in outcome.sentence


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_output_that_nobody_can_take() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*PROGRAM, "cues"], stdout=full, stderr=subprocess.PIPE, encoding="utf-8", check=False
        )
    assert done.returncode == 4
    assert len(done.stderr.strip().splitlines()) == 1
