"""Worker processes. One that dies costs its row, which is tried once more."""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path

from voice_coach.batch.job import Failed, Job, Result
from voice_coach.batch.worker import READY, serve
from voice_coach.errors import VoiceCoachError
from voice_coach.playing.assemble import Folders

TRIES = 2
_FAILED_STARTS = 3
_END_SECONDS = 10.0


@dataclass
class _Worker:
    """A process and our end of its pipe; ``number`` is unique, ``job`` in hand."""

    number: int
    process: SpawnProcess
    connection: Connection
    job: Job | None = None
    ready: bool = False
    """Can it take a job?"""


@dataclass
class _Shift:
    """One call's work: waiting jobs, workers, tries."""

    folders: Folders
    folder: Path
    waiting: deque[Job]
    workers: list[_Worker] = field(default_factory=list)
    tries: dict[str, int] = field(default_factory=dict)
    failed_starts: int = 0

    def results(self, processes: int) -> Iterator[Result]:
        """Each result as it comes; ends when everything is done."""
        while self.waiting or any(worker.job for worker in self.workers):
            working = sum(worker.job is not None for worker in self.workers)
            while len(self.workers) < min(processes, working + len(self.waiting)):
                taken = {worker.number for worker in self.workers}
                number = next(number for number in count() if number not in taken)
                self.workers.append(_start(self.folders, number))
            for worker in self.workers:
                self._hand_over(worker)
            by_connection: dict[object, _Worker] = {worker.connection: worker for worker in self.workers}
            for connection in wait([worker.connection for worker in self.workers]):
                result = self._answer(by_connection[connection])
                if result is not None:
                    yield result

    def _answer(self, worker: _Worker) -> Result | None:
        try:
            said = worker.connection.recv()
        except (EOFError, OSError):
            return self._died(worker)
        if said == READY:
            worker.ready, self.failed_starts = True, 0
            return None
        result: Result = said
        worker.job = None
        return result

    def _hand_over(self, worker: _Worker) -> None:
        if worker.ready and worker.job is None and self.waiting:
            job = self.waiting.popleft()
            worker.job = job
            with contextlib.suppress(OSError):  # it has died, which the next look at its connection tells
                worker.connection.send((job, self.folder / job.file_name))

    def _died(self, worker: _Worker) -> Result | None:
        self.workers.remove(worker)
        worker.connection.close()
        worker.process.join()
        how, job = _how_it_ended(worker.process.exitcode or 0), worker.job
        if not worker.ready:
            self.failed_starts += 1
            if self.failed_starts >= _FAILED_STARTS:
                raise VoiceCoachError(f"Worker processes don't start: {how}.", code="worker-start")
        if job is None:
            return None
        self.tries[job.file_name] = self.tries.get(job.file_name, 0) + 1
        if self.tries[job.file_name] < TRIES:
            self.waiting.appendleft(job)
            return None
        problem = f"The process ended before it was done, {TRIES} times ({how})."
        hint = "Out of memory? Run the same command again with fewer --workers."
        return Failed(job, VoiceCoachError(problem, hint=hint, code="worker-died"))

    def end(self) -> None:
        """Let idle workers go, stop the others."""
        for worker in self.workers:
            worker.connection.close()
            if worker.job is not None or not worker.ready:
                worker.process.terminate()
        for worker in self.workers:
            worker.process.join(_END_SECONDS)
            if worker.process.is_alive():
                worker.process.kill()
                worker.process.join()


class LocalCrew:
    """``workers`` processes; ``folders`` are the runner's own."""

    def __init__(self, folders: Folders, workers: int) -> None:
        self._folders = folders
        self._workers = workers

    @contextmanager
    def work(self, jobs: list[Job], folder: Path) -> Iterator[Iterator[Result]]:
        """See ``Crew``. Raises ``VoiceCoachError`` (``worker-start``)."""
        shift = _Shift(self._folders, folder, deque(jobs))
        try:
            yield shift.results(self._workers)
        finally:
            shift.end()


def _start(folders: Folders, number: int) -> _Worker:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=serve, args=(theirs,), name="voice-coach-batch", daemon=True)
    with _ctrl_c_kept_from_children():
        process.start()
    theirs.close()  # so that the end of the process is the end of the connection
    worker = _Worker(number, process, ours)
    with contextlib.suppress(OSError):  # as above
        ours.send((folders, number))
    return worker


@contextlib.contextmanager
def _ctrl_c_kept_from_children() -> Iterator[None]:
    """Ctrl-C reaches every process; one just starting can't ignore it yet."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _how_it_ended(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"
