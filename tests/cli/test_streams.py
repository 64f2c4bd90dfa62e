"""Standard streams that are closed, broken, full, or know few letters."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.audio.foreign.odd_files import not_utf8, wav
from tests.cli.calling import PROGRAM, Caller, child

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="streams as a POSIX shell has them")


def shell(
    line: str, *arguments: str | Path, extra: dict[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """``line`` in a shell, in which "$@" stands for a call."""
    return subprocess.run(
        ["bash", "-c", line, "bash", *PROGRAM, *map(str, arguments)],
        capture_output=True,
        env={**os.environ, **(extra or {})},
        timeout=120,
        check=False,
    )


CALLS = {
    "export": (("export", "short", "-o", "a.mp3"), "a.mp3"),
    "start": (("start", "short", "--speaker", "a.wav", "--journal", "j.jsonl"), "a.wav"),
    "batch": (("batch", "plan.csv", "-o", "out", "--workers", "1"), "out/ana_short.mp3"),
    "settings": (("config", "voice", "espeak"), "../own/settings.json"),
    "new routine": (("routines", "new", "knees", "--folder", "."), "knees.yaml"),
    "script": (("voicepack", "script", "short", "-o", "studio"), "studio/script.csv"),
}


@pytest.mark.parametrize("closed", ["2>&-", "<&-", ">&-", "<&- >&- 2>&-", "2>/dev/full"])
@pytest.mark.parametrize("name", CALLS)
def test_the_work_is_done_whichever_stream_is_closed(home: Path, name: str, closed: str) -> None:
    (home / "plan.csv").write_text("member,routine\nAna,short\n")
    arguments, result = CALLS[name]
    done = shell(f'"$@" {closed}', *arguments)
    assert (done.returncode, b"Traceback" in done.stderr) == (0, False)
    assert (home / result).stat().st_size > 0
    if name == "start":
        lines = (home / "j.jsonl").read_text(encoding="utf-8").splitlines()
        assert all(json.loads(line) for line in lines)  # nothing was printed into it


def test_who_has_seen_enough_may_leave(home: Path) -> None:
    for arguments in (("cues",), ("commands",), ("routines", "show", "short", "--json")):
        done = shell('"$@" | true; exit ${PIPESTATUS[0]}', *arguments)
        assert (done.returncode, done.stderr) == (0, b"")
    done = shell('"$@" 2>&1 | true; exit ${PIPESTATUS[0]}', "export", "short", "-o", "a.mp3")
    assert done.returncode == 0
    assert (home / "a.mp3").is_file()


@pytest.mark.parametrize("encoding", ["latin-1", "ascii", "cp1252:strict", "ascii:strict"])
def test_a_terminal_with_few_letters_gets_question_marks(home: Path, encoding: str) -> None:
    extra = {"PYTHONIOENCODING": encoding}
    for arguments in (("why", "calves", "--language", "es"), ("commands", "--language", "es"), ("cues",)):
        done = shell('"$@"', *arguments, extra=extra)
        assert (done.returncode, done.stderr) == (0, b"")
    wrong = shell('"$@"', "routines", "show", "“ł”", extra=extra)
    assert wrong.returncode == 2
    assert b"Traceback" not in wrong.stderr
    if "ascii" not in encoding:  # click takes ASCII for a mistake of the environment and writes UTF-8
        assert b"?" in wrong.stderr


def test_what_is_heard_is_told_whatever_the_terminal(home: Path, call: Caller) -> None:
    if shutil.which("flite") is None:
        pytest.skip("flite isn't installed")
    subprocess.run(["flite", "-t", "stop session", "-o", "said.wav"], check=True, timeout=60)
    done = child("hear", "said.wav", extra={"PYTHONIOENCODING": "latin-1"})
    assert done.code == 0
    assert "?stop" in done.out


def test_a_name_that_is_not_utf8_is_read_and_told(home: Path) -> None:
    path = not_utf8(home)
    done = shell('"$@"', "hear", "--json", os.fsencode(path.name).decode("utf-8", "surrogateescape"))
    assert done.returncode == 0
    assert json.loads(done.stdout)["file"] == path.name
    exported = shell('"$@"', "export", "short", "-o", os.fsdecode(b"n\xe9.mp3"), "--beside", "m3u8,cue,txt")
    assert exported.returncode == 0
    assert b"n\xe9.mp3" in (home / os.fsdecode(b"n\xe9.m3u8")).read_bytes()


@pytest.mark.parametrize("name", ["a:b.wav", "-x.wav", "http:x.wav"])
def test_names_that_look_like_something_else_are_names(home: Path, name: str) -> None:
    wav(home / name)
    assert child("hear", "--", name).code == 0


def test_an_error_of_the_system_is_told_as_what_it_is(home: Path) -> None:
    (home / "folder").mkdir()
    for arguments, code in (
        (("export", "short", "--commands", "folder"), 2),
        (("batch", "folder.csv", "-o", "out"), 2),
        (("export", "short", "-o", "folder/none/a.mp3"), 4),
    ):
        outcome = child(*arguments)
        assert outcome.code == code
        assert len(outcome.sentence) > 20
