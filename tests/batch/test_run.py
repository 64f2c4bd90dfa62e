"""A batch with real worker processes: the same bytes however it is made, nothing twice, nothing half."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from tests.batch.studio import USUAL, Studio
from voice_coach.batch.folder import batch_folder
from voice_coach.batch.job import Failed, Job, Result
from voice_coach.batch.local_crew import LocalCrew
from voice_coach.batch.manifest import NAME
from voice_coach.batch.row import Row
from voice_coach.batch.run import BatchProgress, BatchResult, jobs_of, run_batch
from voice_coach.errors import OutputError, VoiceCoachError
from voice_coach.playing.export import export_session

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")


def run(studio: Studio, jobs: list[Job], workers: int = 1, *, force: bool = False) -> BatchResult:
    return run_batch(jobs, studio.out, LocalCrew(studio.folders, workers), force=force)


def test_one_worker_or_two_in_any_order_the_same_bytes_as_an_export(studio: Studio) -> None:
    jobs = studio.jobs(4)
    first = run(studio, jobs, 1)
    assert [made.job for made in first.made] == jobs
    one = studio.files()
    for job in jobs:
        (studio.out / job.file_name).unlink()
    (studio.out / NAME).unlink()
    # Both speak the same sentences at the same time into a cache that is empty.
    fresh = replace(studio.folders, speech_cache=studio.folder / "fresh")
    run_batch(jobs[::-1], studio.out, LocalCrew(fresh, 2))
    assert studio.files() == one
    assert set(one) == {NAME, *(job.file_name for job in jobs)}
    assert len(set(one.values())) == 5
    export_session(jobs[0].choices, studio.folders, studio.folder / "alone.mp3")
    assert (studio.folder / "alone.mp3").read_bytes() == one[jobs[0].file_name]


class Silent:
    """A crew that must not be asked for anything."""

    @contextmanager
    def work(self, jobs: list[Job], folder: Path) -> Iterator[Iterator[Result]]:
        raise AssertionError(jobs)
        yield iter(())


def test_what_is_there_stays_and_what_is_changed_is_made_again(studio: Studio) -> None:
    jobs = studio.jobs(3)
    run(studio, jobs)
    before = studio.files()
    times = {name: (studio.out / name).stat().st_mtime_ns for name in before}
    again = run_batch(jobs, studio.out, Silent())
    assert (len(again.kept), len(again.made)) == (3, 0)
    assert {name: (studio.out / name).stat().st_mtime_ns for name in before} == times

    spoiled = studio.out / jobs[0].file_name
    spoiled.write_bytes(before[jobs[0].file_name][:-1] + b"?")
    jobs[1] = replace(jobs[1], digest="of a row that was changed")
    mended = run(studio, jobs)
    assert [made.job.line for made in mended.made] == [2, 3]
    assert {name: data for name, data in studio.files().items() if name != NAME} == {
        name: data for name, data in before.items() if name != NAME
    }
    assert [made.job.line for made in run(studio, jobs, force=True).made] == [2, 3, 4]


def test_an_edited_routine_is_made_again(studio: Studio) -> None:
    rows = studio.rows(1)
    assert len(run(studio, jobs_of(rows, USUAL, studio.folders)).made) == 1
    words = studio.folders.routines[0] / "short.en.yaml"
    words.write_text(
        words.read_text(encoding="utf-8").replace("A short one", "A brief one"), encoding="utf-8"
    )
    assert len(run(studio, jobs_of(rows, USUAL, studio.folders)).made) == 1
    assert len(run(studio, jobs_of(rows, USUAL, studio.folders)).made) == 0


def test_rows_that_sound_the_same_are_made_once(studio: Studio) -> None:
    rows = [Row(line, f"M{line}", "short", level="quiet") for line in (2, 3, 4)]
    jobs = jobs_of(rows, USUAL, studio.folders)
    run(studio, jobs[:1])
    later = run_batch(jobs, studio.out, Silent())
    assert (len(later.kept), len(later.made), later.copied) == (1, 2, 2)
    assert len({data for name, data in studio.files().items() if name != NAME}) == 1


def test_bad_rows_do_not_stop_the_others(studio: Studio) -> None:
    rows = [Row(2, "A", "nosuch"), Row(3, "B", "short", level="quiet"), Row(4, "C", "short", minutes=179)]
    told: list[BatchProgress] = []
    crew = LocalCrew(studio.folders, 1)
    outcome = run_batch(jobs_of(rows, USUAL, studio.folders), studio.out, crew, on_progress=told.append)
    assert [made.job.line for made in outcome.made] == [3]
    assert [(failed.job.line, failed.error.code) for failed in outcome.failed] == [
        (2, "unknown-routine"),
        (4, "does-not-fit"),
    ]
    assert told[0] == BatchProgress(3, 0, 0, 0)
    assert (told[-1].made, told[-1].failed, told[-1].left) == (1, 2, 0)


def test_a_place_that_is_taken_costs_its_row(studio: Studio) -> None:
    jobs = studio.jobs(2)
    jobs[1] = replace(jobs[1], choices=jobs[0].choices, digest=jobs[0].digest)  # who must not wait for it
    (studio.out / jobs[0].file_name).mkdir(parents=True)
    outcome = run(studio, jobs)
    assert [type(failed.error) for failed in outcome.failed] == [OutputError]
    assert [made.job for made in outcome.made] == jobs[1:]


def test_a_worker_that_dies_costs_only_its_row_which_is_tried_again(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    deadly = studio.folder / "deadly"
    monkeypatch.setattr("voice_coach.batch.local_crew.serve", deadly_serve)
    monkeypatch.setenv("TEST_DEADLY", str(deadly))
    deadly.write_text("once", encoding="utf-8")
    jobs = studio.jobs(3)
    outcome = run(studio, jobs, 2)
    assert not deadly.exists()
    assert [made.job for made in outcome.made] == jobs

    deadly.write_text("always", encoding="utf-8")
    outcome = run(studio, jobs[:2], 1, force=True)
    assert len(outcome.made) == 1
    (failed,) = outcome.failed
    assert failed.job == jobs[1]
    assert "ended before it was done, 2 times (signal 9)" in str(failed.error)
    assert not [name for name in studio.files() if name.endswith(".part")]


def deadly_serve(connection: object) -> None:
    """A worker that is killed in the middle of one row: as it opens the file it was to write."""
    from voice_coach.audio import partial_file
    from voice_coach.batch.worker import serve

    class Deadly(partial_file.PartialFile):
        def __init__(self, path: Path) -> None:
            super().__init__(path)
            order = Path(os.environ["TEST_DEADLY"])
            if path.name.startswith("member-1") and order.exists():
                if order.read_text(encoding="utf-8") == "once":
                    order.unlink()
                os.kill(os.getpid(), signal.SIGKILL)

    import voice_coach.audio.mp3.writer

    vars(voice_coach.audio.mp3.writer)["PartialFile"] = Deadly
    serve(connection)  # type: ignore[arg-type]


def test_processes_that_cannot_start_are_told(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voice_coach.batch.local_crew.serve", sys.exit)
    with pytest.raises(VoiceCoachError, match="Worker processes don't start: exit code 1"):
        run(studio, studio.jobs(1))


def test_one_batch_at_a_time_in_a_folder(studio: Studio) -> None:
    with batch_folder(studio.out), pytest.raises(OutputError, match="Another batch is writing into"):
        run(studio, studio.jobs(1))


def test_ctrl_c_in_the_middle_leaves_nothing_half_written(studio: Studio) -> None:
    jobs = studio.jobs(4)

    def interrupt(progress: BatchProgress) -> None:
        if progress.made == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_batch(jobs, studio.out, LocalCrew(studio.folders, 2), on_progress=interrupt)
    left = studio.files()
    assert sum(name.endswith(".mp3") for name in left) in {2, 3, 4}
    assert not [name for name in left if name.endswith(".part")]
    again = run(studio, jobs, 2)
    assert len(again.kept) == 2
    assert not isinstance(again.failed, Failed)
    assert len(again.made) == 2
