"""Packs a routine with the runner's content that it needs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path

from voice_coach.content import content_folder
from voice_coach.errors import InputError
from voice_coach.routine.check import check_file, word_files
from voice_coach.routine.findings import raise_errors
from voice_coach.routine.library import read_checked
from voice_coach.routine.loader import find_routine
from voice_coach.routine.pack import BENEATH, Pack
from voice_coach.routine.reading import routine_from

_MOST_LAYERS = 2


def packed(name_or_path: str | Path, extra_folders: Sequence[Path] = ()) -> Pack:
    """The file, its words in every language, own content for its areas and languages.

    Raises ``InputError``: ``unknown-routine``, ``routine-invalid``.
    """
    path, library = find_routine(name_or_path, "en", extra_folders)
    raise_errors(check_file(path, extra_folders=library.folders[:-1]), "Mend it first.")
    node, _ = read_checked(path, "routine")
    assert node is not None
    areas = dict.fromkeys(entry.area for entry in routine_from(node).entries)
    words = word_files(path)
    files = {f"{path.stem}.yaml": _text(path)}
    files |= {file.name: _text(file) for file in words.values()}
    layers = [
        folder for folder in dict.fromkeys(library.folders[:-1]) if folder != content_folder("routines")
    ]
    gathered = [found for folder in layers if (found := _of_folder(folder, tuple(areas), tuple(words)))]
    if len(gathered) > _MOST_LAYERS:
        raise InputError(
            f"{path} uses exercises of too many folders.", hint="Put them together.", code="pack"
        )
    for prefix, found in zip(("", f"{BENEATH}/"), gathered, strict=False):
        files |= {f"{prefix}{name}": text for name, text in found.items()}
    return Pack(path.stem, coach_digest(tuple(areas), tuple(words)), dict(sorted(files.items())))


def coach_digest(areas: Sequence[str], languages: Sequence[str]) -> str:
    """Of the coach's own content here."""
    whole = sha256()
    for name in _shared_names(areas, languages):
        path = content_folder("routines") / name
        if path.is_file():
            whole.update(f"{name}\0{sha256(_text(path).encode()).hexdigest()}\0".encode())
    return whole.hexdigest()


def _of_folder(folder: Path, areas: Sequence[str], languages: Sequence[str]) -> dict[str, str]:
    paths = ((name, folder / name) for name in _shared_names(areas, languages))
    return {name: _text(path) for name, path in paths if path.is_file()}


def _shared_names(areas: Sequence[str], languages: Sequence[str]) -> Iterator[str]:
    yield "sources.yaml"
    for language in sorted(languages):
        yield from (f"{kind}.{language}.yaml" for kind in ("coach", "insights", "pronunciations"))
    for area in sorted(areas):
        yield f"exercises/{area}.yaml"
        yield from (f"exercises/{area}.{language}.yaml" for language in sorted(languages))


def _text(path: Path) -> str:
    """The file's text, line ends made plain."""
    return path.read_text(encoding="utf-8-sig")
