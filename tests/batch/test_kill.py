"""kill -9 at any moment: the same final bytes afterwards, and no work twice but the rows in hand."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.batch.studio import Studio
from tests.cli.calling import PROGRAM
from voice_coach.batch.manifest import NAME

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")

MEMBERS = 6
_DEADLINE_SECONDS = 60
PLAN = [
    "member,routine,level,focus",
    *(
        f"Member {n},short,{('usual', 'quiet')[n % 2]},{('', 'feet', 'shins')[n // 2]}"
        for n in range(MEMBERS)
    ),
]


def started(studio: Studio, plan: Path, workers: int) -> subprocess.Popen[str]:
    """A batch in a process group of its own."""
    arguments = ["batch", str(plan), "-o", str(studio.out), "--workers", str(workers), "--json"]
    return subprocess.Popen(
        [*PROGRAM, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )


def finished(studio: Studio, plan: Path, workers: int) -> dict[str, int]:
    process = started(studio, plan, workers)
    out, err = process.communicate(timeout=_DEADLINE_SECONDS)
    assert process.returncode == 0, err
    summary: dict[str, int] = json.loads(out)
    return summary


def rows_in_manifest(folder: Path) -> int:
    path = folder / NAME
    return path.read_bytes().count(b"\n") if path.exists() else 0


def parts(folder: Path) -> list[str]:
    return [path.name for path in folder.glob(".*.part")] if folder.exists() else []


def kill_when(process: subprocess.Popen[str], reached: Callable[[], bool]) -> None:
    """Kill the whole group as soon as ``reached`` holds."""
    wait_until(process, reached)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def wait_until(process: subprocess.Popen[str], reached: Callable[[], bool]) -> None:
    """Look a hundred times a second, as long as ``process`` runs; it must not end before."""
    deadline = time.monotonic() + _DEADLINE_SECONDS
    while not reached():
        assert time.monotonic() < deadline
        with contextlib.suppress(subprocess.TimeoutExpired):
            pytest.fail(f"the batch ended with {process.wait(0.01)} before it could be killed")


def test_killed_at_every_step_on_the_disk(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.batch.killed_at_every_step", str(tmp_path)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    found = json.loads(done.stdout)
    assert found["wrong"] == []
    assert found["made"] == 4
    assert found["killed"] > 20


def test_killed_again_and_again_it_comes_to_the_same_bytes(studio: Studio) -> None:
    plan = studio.plan(PLAN)
    assert finished(studio, plan, 2)["made"] == MEMBERS
    undisturbed = studio.files()
    for path in studio.out.iterdir():
        path.unlink()
    made_rows = []

    def killed(workers: int, reached: Callable[[], bool]) -> None:
        kill_when(started(studio, plan, workers), reached)
        made_rows.append(rows_in_manifest(studio.out))

    killed(1, studio.out.exists)
    killed(1, lambda: bool(parts(studio.out)))
    killed(1, lambda: rows_in_manifest(studio.out) >= 1)
    before = made_rows[-1]
    killed(2, lambda: rows_in_manifest(studio.out) >= before + 1 and bool(parts(studio.out)))
    assert made_rows == sorted(made_rows)
    assert 2 <= made_rows[-1] < MEMBERS
    last = finished(studio, plan, 2)
    assert (last["kept"], last["made"]) == (made_rows[-1], MEMBERS - made_rows[-1])
    assert studio.files() == undisturbed


def test_a_worker_alone_does_not_outlive_its_batch(studio: Studio) -> None:
    process = started(studio, studio.plan(PLAN), 1)
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    if not children.exists():
        process.kill()
        process.communicate()
        pytest.skip("this system doesn't tell a process's children")
    found: set[int] = set()

    def working() -> bool:
        found.update(map(int, children.read_text(encoding="ascii").split()))
        return bool(parts(studio.out))

    wait_until(process, working)
    process.kill()
    process.communicate()  # ends when no one has its output open any more: the worker neither
    assert found
