"""Packs on this machine, checked, a folder each."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from voice_coach.errors import InputError, OutputError
from voice_coach.routine.check import check_file
from voice_coach.routine.command_phrases import PhrasesOf
from voice_coach.routine.findings import errors_of
from voice_coach.routine.library import PACKS, Library, pack_folders
from voice_coach.routine.loader import load_plan
from voice_coach.routine.pack import Pack
from voice_coach.routine.packing import coach_digest
from voice_coach.routine.plan import Plan

_MOST_FILES = 60
"""Twice a routine of every area in two languages."""


@dataclass(frozen=True)
class Looked:
    """A checked pack: plans by language, own exercises, warnings, and whether the coach's content is as it
    was.
    """

    pack: Pack
    plans: dict[str, Plan]
    own_exercises: tuple[str, ...]
    remarks: tuple[str, ...]
    same_coach: bool


def look_into(pack: Pack, origin: str, phrases_of: PhrasesOf) -> Looked:
    """``phrases_of``: as in ``check_file``. Raises ``InputError`` (``pack``) for the first mistake."""
    if len(pack.files) > _MOST_FILES:
        raise InputError(f"{origin} holds {len(pack.files)} files, over {_MOST_FILES}.", code="pack")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / PACKS / pack.routine
        _write(pack, folder)
        remarks = _check(folder, pack, origin, phrases_of)
        path = folder / f"{pack.routine}.yaml"
        plans = {language: load_plan(path, language=language) for language in pack.languages}
        library = Library(pack.languages[0], pack_folders(folder))
        areas = tuple(dict.fromkeys(step.area for step in next(iter(plans.values())).steps))
        shipped = Library(pack.languages[0])
        own = [
            name
            for area in library.areas()
            if any(f"exercises/{area}.yaml" in file for file in pack.files)
            for name, exercise in library.exercises(area).items()
            if shipped.exercises(area).get(name) != exercise
        ]
    same = coach_digest(areas, pack.languages) == pack.made_with
    return Looked(pack, plans, tuple(own), remarks, same)


def kept(pack: Pack, home: Path) -> Path | None:
    """Where exactly this pack is kept below ``home``, the runner's routines."""
    folder = home / PACKS / pack.routine
    try:
        found = {
            path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
            for path in folder.rglob("*.yaml")
        }
    except (OSError, ValueError):
        return None
    return folder if found == pack.files else None


def check_name(pack: Pack, home: Path, folders: Sequence[Path]) -> None:
    """Raises ``InputError`` (``already-there``) if a routine that's no pack has the name."""
    there = Library("en", folders).routine_files().get(pack.routine)
    if there is not None and there.parent != home / PACKS / pack.routine:
        raise InputError(
            f"There is another routine called {pack.routine} at {there}.",
            hint="It must be packed under another name.",
            code="already-there",
        )


def keep(pack: Pack, home: Path) -> Path:
    """Replaces one of its name. Raises ``OutputError``."""
    folder = home / PACKS / pack.routine
    part, old = folder.with_name(f".{pack.routine}.part"), folder.with_name(f".{pack.routine}.old")
    try:
        for left in (part, old):
            shutil.rmtree(left, ignore_errors=True)
        _write(pack, part)
        if folder.exists():
            folder.rename(old)
        part.rename(folder)
    except OSError as error:
        with suppress(OSError):
            if old.exists() and not folder.exists():
                old.rename(folder)
        raise OutputError(f"{folder} can't be written: {error.strerror or error}.") from error
    finally:
        for left in (part, old):
            shutil.rmtree(left, ignore_errors=True)
    return folder


def _write(pack: Pack, folder: Path) -> None:
    for name, text in pack.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


def _check(folder: Path, pack: Pack, origin: str, phrases_of: PhrasesOf) -> tuple[str, ...]:
    """``routines check``'s remarks. Raises ``InputError`` for the first mistake."""
    found = dict.fromkeys(
        replace(finding, file=Path(f"{origin}: {_below(finding.file, folder)}"))
        for name in pack.files
        for finding in check_file(folder / name, phrases_of, extra_folders=pack_folders(folder)[1:])
    )
    wrong = errors_of(found)
    if wrong:
        more = f" And {len(wrong) - 1} more." if len(wrong) > 1 else ""
        raise InputError(f"{wrong[0]}{more}", hint="Its author can mend it.", code="pack")
    return tuple(map(str, found))


def _below(file: Path, folder: Path) -> str:
    try:
        return file.relative_to(folder).as_posix()
    except ValueError:
        return file.name
