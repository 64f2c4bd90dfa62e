"""The history's lines survive power cuts, full disks and several processes at once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from voice_coach.records.history import History
from voice_coach.records.past_session import PastSession


def dated(day: int) -> PastSession:
    return PastSession(f"2026-03-{day:02}T07:30:00+00:00", "warmup", 8.0, ("glutes",), True)


def test_a_torn_line_takes_no_other_with_it(tmp_path: Path) -> None:
    history = History(tmp_path / "history.jsonl")
    history.add(dated(1))
    whole = history.path.read_bytes()
    for cut in (*range(0, len(whole), 9), len(whole) - 1):
        history.path.write_bytes(whole + whole[:cut])
        history.add(dated(2))
        assert history.sessions()[-1] == dated(2)
        assert len(history.sessions()) <= 3


@pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")
@pytest.mark.parametrize("room", [0, 1, 40])
def test_a_full_disk_leaves_no_part_of_a_line(tmp_path: Path, room: int) -> None:
    history = History(tmp_path / "history.jsonl")
    history.add(dated(1))
    whole = history.path.read_bytes()
    child = (
        "import resource, signal, sys\n"
        "from pathlib import Path\n"
        "from voice_coach.errors import OutputError\n"
        "from voice_coach.records.history import History\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "history, most = History(Path(sys.argv[1])), int(sys.argv[2])\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))\n"
        "try:\n"
        "    history.add(history.sessions()[0])\n"
        "except OutputError as error:\n"
        "    print(error.code)\n"
    )
    asked = [sys.executable, "-c", child, str(history.path), str(len(whole) + room)]
    told = subprocess.run(asked, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "history"
    assert history.path.read_bytes() == whole


ADDS = """
import sys
from pathlib import Path
from dataclasses import replace
from voice_coach.records.history import History
history = History(Path(sys.argv[1]))
session = history.sessions()[0]
for seed in range(25):
    history.add(replace(session, runner=sys.argv[2], seed=seed))
    history.merge([replace(session, routine=f"{sys.argv[2]} {seed}")])
"""


def test_processes_at_once_lose_nothing(tmp_path: Path) -> None:
    history = History(tmp_path / "history.jsonl")
    history.add(dated(1))
    asked = [[sys.executable, "-c", ADDS, str(history.path), name] for name in ("ana", "ben")]
    for running in [subprocess.Popen(one) for one in asked]:
        assert running.wait() == 0
    sessions = history.sessions()
    assert len(sessions) == 1 + 4 * 25
    for name in ("ana", "ben"):
        assert [one.seed for one in sessions if one.runner == name] == list(range(25))
