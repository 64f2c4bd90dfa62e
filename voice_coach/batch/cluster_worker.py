"""On a Dask worker: makes a session and sends its bytes."""

from __future__ import annotations

import tempfile
from collections import deque
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from distributed import WorkerPlugin, get_worker

from voice_coach import __version__
from voice_coach.batch.carried import Carried
from voice_coach.batch.job import Failed, Job, Made, Result
from voice_coach.batch.render import Renderer
from voice_coach.errors import MissingPartError, OutputError
from voice_coach.playing.assemble import Folders
from voice_coach.speaking.cache import default_cache_folder

if TYPE_CHECKING:
    Plugin = object
else:
    Plugin = WorkerPlugin


@dataclass(frozen=True)
class Sent:
    """A result and its file's bytes, if any. ``job`` is the requested one."""

    result: Result
    data: bytes = b""


class Bench(Plugin):
    """A worker's place: the carried content, and a renderer a thread."""

    def __init__(self, name: str, carried: Carried, version: str) -> None:
        self.name = name
        self._carried = carried
        self._version = version

    def setup(self, worker: Any) -> None:
        """Called once in each worker, later ones too."""
        self._place = tempfile.TemporaryDirectory(prefix="voice-coach-", ignore_cleanup_errors=True)
        own = self._carried.unpack(Path(self._place.name))
        self._folders = Folders(default_cache_folder(), own)
        self._renderers: deque[Renderer] = deque()  # idle ones; a deque is safe between threads

    def teardown(self, worker: Any) -> None:
        """Called when the worker or the batch ends."""
        while self._renderers:
            self._renderers.pop().close()
        self._place.cleanup()

    def make(self, job: Job) -> Sent:
        """The session of ``job``. Doesn't raise a row's errors."""
        if self._version != __version__:
            problem = f"A worker of the cluster has voice-coach {__version__}, this machine {self._version}."
            hint = "Install the same version on both."
            return Sent(Failed(job, MissingPartError(problem, hint=hint, code="cluster-version")))
        place = Path(self._place.name)
        try:
            renderer = self._renderers.pop()
        except IndexError:
            renderer = Renderer(self._folders)
        try:
            with tempfile.TemporaryDirectory(dir=place) as folder:
                path = Path(folder) / job.file_name
                result = renderer.render_row(self._carried.moved(job, place), path)
                data = path.read_bytes() if isinstance(result, Made) else b""
        except OSError as error:
            problem = f"A worker of the cluster couldn't write: {error.strerror or error}."
            result, data = Failed(job, OutputError(problem, hint="Free some space there.")), b""
        finally:
            self._renderers.append(renderer)
        return Sent(replace(result, job=job), data)


def make_there(job: Job, bench: str) -> Sent:
    """The task that's sent: ``job`` at the worker's ``bench``."""
    there = get_worker().plugins[bench]
    assert isinstance(there, Bench)
    return there.make(job)
