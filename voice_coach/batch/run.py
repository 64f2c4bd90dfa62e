"""A whole batch: keeps what's there, makes the rest, reports what failed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from voice_coach import __version__
from voice_coach.audio.whole_file import copy_whole
from voice_coach.batch.folder import batch_folder, remove_leftovers
from voice_coach.batch.job import Crew, Failed, Job, Made, content_digest, digest_of
from voice_coach.batch.manifest import Entry, Manifest
from voice_coach.batch.row import Row
from voice_coach.errors import OutputError
from voice_coach.playing.assemble import Choices, Folders


@dataclass(frozen=True)
class BatchProgress:
    """``kept`` were there; ``made`` and ``failed`` are this run's; ``jobs`` is all."""

    jobs: int
    kept: int
    made: int
    failed: int

    @property
    def left(self) -> int:
        return self.jobs - self.kept - self.made - self.failed


@dataclass(frozen=True)
class BatchResult:
    """Every job is in one of the three, in plan order. ``copied`` of those made have another row's sound."""

    made: tuple[Made, ...]
    kept: tuple[Made, ...]
    failed: tuple[Failed, ...]
    copied: int = 0


def jobs_of(rows: Iterable[Row], usual: Choices, folders: Folders) -> list[Job]:
    """A job a row; ``usual`` fills gaps."""
    content: dict[str, str] = {}
    jobs = []
    for row in rows:
        choices = row.choices(usual)
        if choices.routine not in content:
            content[choices.routine] = content_digest(folders, choices.routine)
        digest = digest_of(choices, content[choices.routine])
        jobs.append(Job(row.line, f"{row.member}, {row.routine}", row.file_name, choices, digest))
    return jobs


def run_batch(
    jobs: Sequence[Job],
    folder: Path,
    crew: Crew,
    *,
    force: bool = False,
    on_progress: Callable[[BatchProgress], None] | None = None,
) -> BatchResult:
    """Make ``jobs``' files in ``folder``; ``force`` overwrites.

    File names must differ. Raises ``OutputError``, and whatever interrupts it; what was made stays in the
    manifest.
    """
    with batch_folder(folder), Manifest(folder) as manifest:
        remove_leftovers(folder, (job.file_name for job in jobs))
        night = _Night(jobs, folder, manifest, on_progress or (lambda _: None))
        try:
            night.run(crew, force=force)
        finally:
            remove_leftovers(folder, (job.file_name for job in jobs))
        manifest.put_in_order()
    return night.outcome()


class _Night:
    def __init__(
        self,
        jobs: Sequence[Job],
        folder: Path,
        manifest: Manifest,
        on_progress: Callable[[BatchProgress], None],
    ) -> None:
        self._jobs = jobs
        self._folder = folder
        self._manifest = manifest
        self._on_progress = on_progress
        self._kept: dict[str, Made] = {}
        self._made: dict[str, Made] = {}
        self._failed: dict[str, Failed] = {}
        self._copied = 0

    def run(self, crew: Crew, *, force: bool) -> None:
        if not force:
            self._keep_what_is_there()
        self._tell()
        first, twins = self._sorted_out()
        if not first:
            return
        with crew.work(sorted(first, key=_alike), self._folder) as results:
            for result in results:
                others = twins.get(result.job.digest, ())
                if isinstance(result, Made):
                    self._add(result)
                    for other in others:
                        self._copy(result, other)
                else:
                    for job in (result.job, *others):
                        self._fail(replace(result, job=job))

    def _sorted_out(self) -> tuple[list[Job], dict[str, list[Job]]]:
        """Jobs to work on; and by digest, those that copy one of them."""
        first: dict[str, Job] = {}
        twins: dict[str, list[Job]] = {}
        there = {made.job.digest: made for made in self._kept.values()}
        for job in self._jobs:
            path = self._folder / job.file_name
            if job.file_name in self._kept:
                continue
            if path.exists() and not path.is_file():
                # Told before it could be the one that others with the same sound wait for.
                problem = f"{path} isn't a regular file."
                self._fail(Failed(job, OutputError(problem, hint="Move it away.")))
            elif job.digest in there:
                self._copy(there[job.digest], job)
            elif job.digest in first:
                twins.setdefault(job.digest, []).append(job)
            else:
                first[job.digest] = job
        return list(first.values()), twins

    def outcome(self) -> BatchResult:
        names = [job.file_name for job in self._jobs]
        return BatchResult(
            tuple(self._made[name] for name in names if name in self._made),
            tuple(self._kept[name] for name in names if name in self._kept),
            tuple(self._failed[name] for name in names if name in self._failed),
            self._copied,
        )

    def _keep_what_is_there(self) -> None:
        for job in self._jobs:
            entry = self._manifest.entries.get(job.file_name)
            if entry is not None and entry.row == job.digest and entry.holds(self._folder):
                self._kept[job.file_name] = Made(job, entry.sha256, entry.bytes, entry.duration_seconds)

    def _add(self, made: Made) -> None:
        job = made.job
        entry = Entry(job.digest, __version__, job.file_name, made.sha256, made.bytes, made.duration_seconds)
        self._manifest.add(entry)
        self._made[job.file_name] = made
        self._tell()

    def _copy(self, made: Made, job: Job) -> None:
        try:
            copy_whole(self._folder / made.job.file_name, self._folder / job.file_name)
        except OutputError as error:
            self._fail(Failed(job, error))
        else:
            self._copied += 1
            self._add(replace(made, job=job))

    def _fail(self, failed: Failed) -> None:
        self._failed[failed.job.file_name] = failed
        self._tell()

    def _tell(self) -> None:
        self._on_progress(BatchProgress(len(self._jobs), len(self._kept), len(self._made), len(self._failed)))


def _alike(job: Job) -> tuple[object, ...]:
    """Rows that share a voice, then words, come in sequence, so shared things are still in memory."""
    choices = job.choices
    return choices.language, choices.voice, choices.routine, choices.level, choices.tools or (), job.line
