"""Assigns recordings to lines, by id or the script's file name."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from voice_coach.audio.foreign.kinds import SUFFIXES
from voice_coach.errors import InputError
from voice_coach.speaking.recorded.line_id import id_inside
from voice_coach.speaking.recorded.script_file import ScriptLine

_MOST_FILES = 50_000


@dataclass(frozen=True)
class Found:
    """Each line's recordings by name; ``unused``: files of no line."""

    takes: dict[str, tuple[Path, ...]]
    unused: tuple[Path, ...]


def find_takes(folder: Path, lines: Sequence[ScriptLine]) -> Found:
    """With subfolders. Raises InputError (`no-such-folder`, or too many files)."""
    if not folder.is_dir():
        raise InputError(f"There is no folder {folder}.", hint="Check the name.", code="no-such-folder")
    by_id = {line.id: line for line in lines}
    by_name = {_plain(line.file): line.id for line in lines if line.file}
    takes: dict[str, list[Path]] = {}
    unused: list[Path] = []
    for path in _recordings(folder):
        inside = path.relative_to(folder).as_posix()
        identifier = by_name.get(_plain(inside)) or by_name.get(_plain(path.name)) or id_inside(path.stem)
        if identifier in by_id:
            takes.setdefault(identifier, []).append(path)
        else:
            unused.append(path)
    return Found({key: tuple(sorted(paths, key=_natural)) for key, paths in takes.items()}, tuple(unused))


def _recordings(folder: Path) -> list[Path]:
    found: list[Path] = []
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        found += [
            Path(parent) / name
            for name in sorted(files)
            if not name.startswith(".")
            and Path(name).suffix.lower() in SUFFIXES
            and (Path(parent) / name).is_file()  # a link to a device would never end
        ]
        if len(found) > _MOST_FILES:
            raise InputError(f"{folder} holds more than {_MOST_FILES} recordings.", code="too-many-files")
    return found


def _plain(name: str) -> str:
    """Without folder, case or ending."""
    path = PurePosixPath(name.replace("\\", "/").casefold())
    return str(path.with_suffix("")) if path.name else ""


def _natural(path: Path) -> list[tuple[int, str]]:
    """``take 10`` after ``take 9``."""
    return [(int(part or 0), "") if part.isdigit() else (0, part) for part in re.split(r"(\d+)", str(path))]
