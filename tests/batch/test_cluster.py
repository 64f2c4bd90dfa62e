"""A batch on a real Dask cluster of several processes, one of which is killed on the way."""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.batch.studio import USUAL, Studio
from tests.cli.calling import child
from voice_coach.batch.cluster_crew import ClusterCrew
from voice_coach.batch.local_crew import LocalCrew
from voice_coach.batch.row import Row
from voice_coach.batch.run import BatchProgress, jobs_of, run_batch
from voice_coach.errors import MissingPartError

distributed = pytest.importorskip("distributed", reason="the extra [cluster] isn't installed")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")

WORKERS = 2
MEMBERS = 8


def local_cluster(workers: int) -> Any:
    """A scheduler here, and workers that are processes of their own."""
    return distributed.LocalCluster(
        n_workers=workers,
        threads_per_worker=1,
        processes=True,
        dashboard_address=":0",
        host="127.0.0.1",
        memory_limit=0,
        silence_logs=50,
    )


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    with local_cluster(WORKERS) as cluster:
        yield cluster


def process_ids(cluster: Any) -> list[int]:
    """Of the workers, told by themselves."""
    with distributed.Client(cluster.scheduler_address, set_as_default=False) as client:
        return list(client.run(os.getpid).values())


def test_a_killed_worker_costs_nothing_but_time(
    cluster: Any, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(studio.folder)
    own = studio.folder / "knees.yaml"
    for ending in ("yaml", "en.yaml"):
        text = (studio.folders.routines[0] / f"short.{ending}").read_text(encoding="utf-8")
        own.with_name(f"knees.{ending}").write_text(text.replace("name: short", "name: knees"), "utf-8")
    others = [Row(9, "Bad", "nosuch"), Row(10, "Own", "knees.yaml", level="quiet")]
    jobs = [*studio.jobs(MEMBERS), *jobs_of(others, USUAL, studio.folders)]
    assert len({job.digest for job in jobs}) == len(jobs) > 4 * WORKERS
    victims = process_ids(cluster)
    assert len(set(victims)) == WORKERS
    seen: list[BatchProgress] = []

    def watch(progress: BatchProgress) -> None:
        seen.append(progress)
        if progress.made == 2 and victims:
            os.kill(victims.pop(), signal.SIGKILL)
            victims.clear()

    crew = ClusterCrew(studio.folders, cluster.scheduler_address)
    outcome = run_batch(jobs, studio.out, crew, on_progress=watch)
    assert not victims
    assert [(failed.job.line, failed.error.code) for failed in outcome.failed] == [(9, "unknown-routine")]
    assert len(outcome.made) == MEMBERS + 1
    there = studio.files()
    for path in studio.out.iterdir():
        path.unlink()
    run_batch(jobs, studio.out, LocalCrew(studio.folders, 1))
    assert studio.files() == there


def test_the_command_line_finds_the_cluster(cluster: Any, studio: Studio) -> None:
    plan = studio.plan(["member,routine,level", "Ana,short,quiet"])
    done = child("batch", plan, "-o", studio.out, "--scheduler", cluster.scheduler_address)
    assert (done.code, done.err) == (0, "")
    assert "1 session made" in done.out


def test_nobody_at_the_address(studio: Studio) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        crew = ClusterCrew(studio.folders, address, connect_seconds=1)
        with pytest.raises(MissingPartError, match=f"No Dask scheduler answers at {address}"):
            run_batch(studio.jobs(1), studio.out, crew)


def test_a_cluster_without_workers(studio: Studio) -> None:
    with local_cluster(0) as empty:
        crew = ClusterCrew(studio.folders, empty.scheduler_address, connect_seconds=1)
        with pytest.raises(MissingPartError, match=r"has no workers\. Start one with: dask worker"):
            run_batch(studio.jobs(1), studio.out, crew)


def test_an_address_that_is_none(studio: Studio) -> None:
    with pytest.raises(MissingPartError, match="No Dask scheduler answers at no such thing"):
        run_batch(studio.jobs(1), studio.out, ClusterCrew(studio.folders, "no such thing", connect_seconds=1))


def test_without_the_extra_it_says_what_to_install(studio: Studio, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "distributed.py").write_text("raise ImportError('not here')", encoding="utf-8")
    plan = studio.plan(["member,routine", "Ana,short"])
    path = os.pathsep.join([str(tmp_path / "empty"), os.environ.get("PYTHONPATH", "")])
    done = child("batch", plan, "-o", studio.out, "--scheduler", "tcp://h:1", extra={"PYTHONPATH": path})
    assert done.code == 3
    assert "pip install 'voice-coach[cluster]'" in done.sentence
