"""Workers of a Dask cluster. Sound comes back as bytes; no disk is shared.

Few sessions are under way at a time, so a killed worker takes little with it. Dask passes its rows on.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from voice_coach import __version__
from voice_coach.audio.whole_file import write_whole
from voice_coach.batch.carried import carry
from voice_coach.batch.job import Failed, Job, Made, Result
from voice_coach.errors import MissingPartError, OutputError, VoiceCoachError
from voice_coach.playing.assemble import Folders

CONNECT_SECONDS = 10.0
_WAITING_PER_THREAD = 1


class ClusterCrew:
    """The scheduler's workers at ``address``, present or to come."""

    def __init__(self, folders: Folders, address: str, *, connect_seconds: float = CONNECT_SECONDS) -> None:
        self._folders = folders
        self._address = address
        self._connect_seconds = connect_seconds

    @contextmanager
    def work(self, jobs: list[Job], folder: Path) -> Iterator[Iterator[Result]]:
        """See ``Crew``. Raises ``MissingPartError``: ``cluster-extra`` (no Dask here), ``cluster-address``,
        ``cluster-empty``."""
        distributed = _distributed()
        carried = carry(self._folders.routines, [job.choices.routine for job in jobs])
        client = self._connected(distributed)
        try:
            bench = f"voice-coach-{client.id}"
            with _told(self._address):
                from voice_coach.batch.cluster_worker import Bench

                client.register_plugin(Bench(bench, carried, __version__))
                yield _results(distributed, client, bench, jobs, folder)
                client.unregister_worker_plugin(bench)
        finally:
            client.close(timeout=self._connect_seconds)

    def _connected(self, distributed: Any) -> Any:
        hint = "Is a Dask scheduler running there? Start one with: dask scheduler"
        # Dask tells the same at length in its log, attempt by attempt.
        logging.getLogger("distributed").setLevel(logging.CRITICAL)
        try:
            client = distributed.Client(
                self._address, timeout=self._connect_seconds, set_as_default=False, name="voice-coach"
            )
        except (OSError, ValueError, TypeError) as error:
            problem = f"No Dask scheduler answers at {self._address}."
            raise MissingPartError(problem, hint=hint, code="cluster-address") from error
        try:
            client.wait_for_workers(1, timeout=self._connect_seconds)
        except (OSError, asyncio.TimeoutError) as error:  # in Python 3.10 no TimeoutError
            client.close(timeout=1)
            problem = f"The Dask scheduler at {self._address} has no workers."
            hint = f"Start one with: dask worker {self._address}"
            raise MissingPartError(problem, hint=hint, code="cluster-empty") from error
        return client


def _distributed() -> Any:
    try:
        import distributed
    except ImportError as error:
        raise MissingPartError(
            "--scheduler needs Dask, which isn't installed.",
            hint="Install it with: pip install 'voice-coach[cluster]'",
            code="cluster-extra",
        ) from error
    return distributed


def _results(distributed: Any, client: Any, bench: str, jobs: list[Job], folder: Path) -> Iterator[Result]:
    from voice_coach.batch.cluster_worker import make_there

    waiting = iter(jobs)
    asked: dict[str, Job] = {}

    def ask() -> list[Any]:
        threads = sum(client.nthreads().values())
        room = max(1, threads * (1 + _WAITING_PER_THREAD)) - len(asked)
        new = []
        for job in islice(waiting, max(0, room)):
            future = client.submit(make_there, job, bench, pure=False)
            asked[future.key] = job
            new.append(future)
        return new

    going = distributed.as_completed(ask(), loop=client.loop)
    for future in going:
        job = asked.pop(future.key)
        yield _taken(future, job, folder)
        future.release()
        going.update(ask())


def _taken(future: Any, job: Job, folder: Path) -> Result:
    """``job``'s result, with its bytes put in place."""
    if future.cancelled():
        raise ConnectionError("it gave the work up")
    error = future.exception()
    if error is not None:
        return Failed(job, _explained(error))
    sent = future.result()
    result: Result = sent.result
    if isinstance(result, Made):
        try:
            write_whole(folder / job.file_name, sent.data)
        except OutputError as failure:
            return Failed(job, failure)
    return result


def _explained(error: BaseException) -> VoiceCoachError:
    kind = type(error).__name__
    if kind == "KilledWorker":
        problem = "The worker died, and so did those that tried again."
        hint = "If the cluster has enough memory, run the same command again."
        return VoiceCoachError(problem, hint=hint, code="worker-died")
    if isinstance(error, ImportError):
        problem = f"The cluster's workers lack a part: {error}."
        return MissingPartError(problem, hint="Install voice-coach there too.", code="cluster-version")
    return VoiceCoachError(f"The cluster couldn't make it: {kind}: {error}.", code="cluster")


@contextmanager
def _told(address: str) -> Iterator[None]:
    """One sentence if the cluster goes away or its workers lack this program."""
    try:
        yield
    except VoiceCoachError:
        raise
    except ImportError as error:
        raise _explained(error) from error
    except (OSError, asyncio.TimeoutError) as error:
        problem = f"The connection to the cluster at {address} was lost: {error}."
        raise MissingPartError(problem, hint="Run the same command again.", code="cluster-lost") from error
