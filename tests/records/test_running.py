"""A live session's record: there after a kill, gone after an end, never taken from a session that runs."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.virtual_audio.waiting import wait_until
from voice_coach.records.cut_off import cut_off, take_in_cut_off
from voice_coach.records.history import History
from voice_coach.records.running import RunningRecord

RECORD = {"when": "2026-11-30T07:00:00+00:00", "routine": "warmup", "minutes": 3.2, "areas": ["glutes"],
          "completed": False}  # fmt: skip
KILLED = """
import json, os, sys
from pathlib import Path
from voice_coach.records.running import RunningRecord
RunningRecord(Path(sys.argv[1]), lambda: json.loads(sys.argv[2])).keep()
os.kill(os.getpid(), 9)
"""


def kill_a_session(folder: Path, record: object) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, folder, json.dumps(record)], check=False)
    assert done.returncode != 0


def test_a_killed_session_is_in_the_history_as_not_completed(tmp_path: Path) -> None:
    kill_a_session(tmp_path / "running", RECORD)
    history = History(tmp_path / "history.jsonl")
    take_in_cut_off(history, tmp_path / "running")
    (session,) = history.sessions()
    assert (session.routine, session.minutes, session.areas) == ("warmup", 3.2, ("glutes",))
    assert not session.completed
    assert list((tmp_path / "running").iterdir()) == []
    take_in_cut_off(history, tmp_path / "running")
    assert len(history.sessions()) == 1


def test_a_session_that_runs_is_left_alone(tmp_path: Path) -> None:
    record = RunningRecord(tmp_path, lambda: RECORD)
    record.keep()
    child = "import sys; from pathlib import Path; from voice_coach.records.cut_off import cut_off; " \
        "print(len(list(cut_off(Path(sys.argv[1])))))"  # fmt: skip
    told = subprocess.run([sys.executable, "-c", child, tmp_path], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "0"
    assert len(list(tmp_path.iterdir())) == 2
    record.close()
    assert list(tmp_path.iterdir()) == []


def test_it_is_written_without_being_asked(tmp_path: Path) -> None:
    record = RunningRecord(tmp_path, lambda: RECORD)
    wait_until(record.path.exists, "the record")
    assert json.loads(record.path.read_text(encoding="utf-8")) == RECORD
    record.close()


@pytest.mark.parametrize("damage", [b"", b"{", b"[1]", b"\xff\xfe", b'{"routine": {}}', b"[" * 100_000])
def test_a_damaged_record_is_passed_over_and_removed(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "running").mkdir()
    (tmp_path / "running" / "7.running.json").write_bytes(damage)
    history = History(tmp_path / "history.jsonl")
    take_in_cut_off(history, tmp_path / "running")
    assert history.sessions() == ()
    assert list((tmp_path / "running").iterdir()) == []


def test_a_record_waits_for_a_history_that_can_be_written(tmp_path: Path) -> None:
    kill_a_session(tmp_path / "running", RECORD)
    history = History(tmp_path / "history.jsonl")
    history.path.mkdir()
    take_in_cut_off(history, tmp_path / "running")
    history.path.rmdir()
    take_in_cut_off(history, tmp_path / "running")
    assert len(history.sessions()) == 1


def test_what_cannot_be_written_ends_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    record = RunningRecord(tmp_path / "file", lambda: RECORD)
    record.keep()
    assert record.problem
    record.close()


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
def test_the_record_is_for_its_owner_alone(tmp_path: Path) -> None:
    record = RunningRecord(tmp_path / "running", lambda: RECORD)
    record.keep()
    path = record.path
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    record.close()


def test_no_folder_holds_no_session(tmp_path: Path) -> None:
    assert list(cut_off(tmp_path / "none")) == []
