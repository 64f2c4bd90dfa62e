"""A batch's jobs and results: plain data that can be sent."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol, Union

from voice_coach import __version__
from voice_coach.content import content_folder
from voice_coach.errors import VoiceCoachError
from voice_coach.playing.assemble import Choices, Folders
from voice_coach.routine.loader import names_a_file


@dataclass(frozen=True)
class Job:
    """One file to make: ``line`` and ``label`` identify its row for the user."""

    line: int
    label: str
    file_name: str
    choices: Choices
    digest: str
    """The same digest, the same bytes."""


@dataclass(frozen=True)
class Made:
    job: Job
    sha256: str
    bytes: int
    duration_seconds: float
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Failed:
    job: Job
    error: VoiceCoachError


Result = Union[Made, Failed]  # noqa: UP007 (evaluated)


class Crew(Protocol):
    """Makes the files: local processes, or a cluster."""

    def work(self, jobs: list[Job], folder: Path) -> AbstractContextManager[Iterator[Result]]:
        """The result of each of ``jobs``, in any order; files go to ``folder``.

        Left early, it stops and leaves nothing half-written.
        """
        ...


def digest_of(choices: Choices, content: str) -> str:
    """From its choices, the product's version, and ``content`` (``content_digest``)."""
    parts = json.dumps([__version__, content, asdict(choices)], default=str, sort_keys=True)
    return hashlib.sha256(parts.encode()).hexdigest()


def content_digest(folders: Folders, routine: str) -> str:
    """Of every content file that ``routine`` could use."""
    beside = (Path(routine).parent,) if names_a_file(routine) else ()
    digest = hashlib.sha256()
    for folder in (*beside, *folders.routines, content_folder("routines"), content_folder("audio_cues")):
        for path in sorted(
            path
            for pattern in ("*.yaml", "exercises/*.yaml", "packs/*/**/*.yaml")
            for path in folder.glob(pattern)
        ):
            try:
                if not path.is_file():
                    continue
                data = path.read_bytes()
            except OSError:
                continue  # anyone who needs it will say so
            digest.update(f"{path.relative_to(folder).as_posix()}\0{len(data)}\0".encode())
            digest.update(data)
        digest.update(b"\1")
    return digest.hexdigest()
