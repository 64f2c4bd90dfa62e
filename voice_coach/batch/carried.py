"""A runner's own content, packed for a cluster without a shared disk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from voice_coach.batch.job import Job
from voice_coach.errors import InputError
from voice_coach.routine.loader import names_a_file

_MOST_BYTES = 20_000_000
_PATTERNS = ("*.yaml", "*.yml", "exercises/*.yaml", "packs/*/**/*.yaml")


@dataclass(frozen=True)
class Carried:
    """Files by name below each folder: the runner's, then those of routines given by path."""

    own: tuple[Mapping[str, bytes], ...]
    beside: Mapping[str, Mapping[str, bytes]]

    def unpack(self, place: Path) -> tuple[Path, ...]:
        """Write everything below ``place``; returns the runner's folders there."""
        for number, files in enumerate(self.own):
            _write(place / "own" / str(number), files)
        for number, files in enumerate(self.beside.values()):
            _write(place / "beside" / str(number), files)
        return tuple(place / "own" / str(number) for number in range(len(self.own)))

    def moved(self, job: Job, place: Path) -> Job:
        """``job`` with its routine's path below ``place``."""
        given = Path(job.choices.routine)
        if not names_a_file(job.choices.routine):
            return job
        number = list(self.beside).index(str(given.parent))
        routine = str(place / "beside" / str(number) / given.name)
        return replace(job, choices=replace(job.choices, routine=routine))


def carry(own: tuple[Path, ...], routines: list[str]) -> Carried:
    """The content of ``own`` and of the folders of ``routines`` given by path.

    Raises ``InputError`` (``too-much-content``) over 20 MB.
    """
    parents = sorted({str(Path(routine).parent) for routine in routines if names_a_file(routine)})
    carried = Carried(tuple(map(_read, own)), {parent: _read(Path(parent)) for parent in parents})
    size = sum(len(data) for files in (*carried.own, *carried.beside.values()) for data in files.values())
    if size > _MOST_BYTES:
        raise InputError(
            f"The routines to be sent are {size / 1e6:.0f} MB, more than {_MOST_BYTES // 1_000_000}.",
            hint="Keep them in a folder of their own.",
            code="too-much-content",
        )
    return carried


def _read(folder: Path) -> dict[str, bytes]:
    paths = sorted({path for pattern in _PATTERNS for path in folder.glob(pattern) if path.is_file()})
    try:
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
    except OSError as error:
        problem = f"{error.filename} can't be read: {error.strerror or error}."
        raise InputError(problem, hint="Allow it to be read, or move it away.") from error


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
