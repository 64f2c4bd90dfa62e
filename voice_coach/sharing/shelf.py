"""From what the user named, folders and files, to the episodes that are shared: those and no others."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

from voice_coach.errors import InputError
from voice_coach.sharing.episode import Episode, Tags, clean_text
from voice_coach.sharing.read_tags import tags_of
from voice_coach.sharing.shared_file import MEDIA_TYPES, open_shared
from voice_coach.sharing.tag_parts import chapters_in_order, cover_of, is_time

_CHUNK_BYTES = 1 << 20
_KINDS = ", ".join(kind[1:] for kind in MEDIA_TYPES)


@dataclass(frozen=True)
class Shelf:
    """``episodes`` in the order in which they were named, each content once; ``notes``: what was left out."""

    episodes: tuple[Episode, ...]
    notes: tuple[str, ...] = ()


def read_shelf(paths: Sequence[Path]) -> Shelf:
    """The episodes of ``paths``: files as named, folders with the sound files that lie right in them.

    A link in a folder that leads out of it is left out, with a note, and so is a file there that cannot be
    read. Raises InputError for a named file that is not there, not a sound or damaged, and where nothing is
    left to share.
    """
    episodes: dict[str, Episode] = {}
    notes: list[str] = []
    for path in paths:
        if path.is_dir():
            for file in _in_folder(path, notes.append):
                try:
                    episode = read_episode(file)
                except InputError as error:
                    notes.append(f"Left out: {error.message}")
                else:
                    episodes.setdefault(episode.sha256, episode)
        else:
            episode = read_episode(path)
            episodes.setdefault(episode.sha256, episode)
    if not episodes:
        named = ", ".join(map(str, paths))
        raise InputError(
            f"There is no sound file to share in {named}.",
            hint=" ".join((f"Name a folder that holds some, or files of these kinds: {_KINDS}.", *notes)),
            code="nothing-to-share",
        )
    return Shelf(tuple(episodes.values()), tuple(notes))


def read_episode(path: Path) -> Episode:
    """The episode in the file ``path``. Raises InputError where it is not there, no sound, or damaged."""
    media_type = MEDIA_TYPES.get(path.suffix.lower())
    if media_type is None:
        raise InputError(f"{path} is not a sound file of these kinds: {_KINDS}.", code="not-a-sound")
    try:
        place = path.resolve(strict=True)
        with open_shared(place) as file:
            found = os.fstat(file.fileno())
            sha256 = _hash(file)
            file.seek(0)
            sound = _read_sound(path, file)
    except OSError as error:
        raise InputError(
            f"{path} cannot be read: {error.strerror or 'it is not a plain file'}.", code="not-a-sound"
        ) from error
    length = float(getattr(getattr(sound, "info", None), "length", 0.0) or 0.0)
    return Episode(
        path=place,
        sha256=sha256,
        bytes=found.st_size,
        modified_seconds=int(found.st_mtime),
        media_type=media_type,
        seconds=length if is_time(length) and length > 0 else None,
        tags=_tags(path, sound),
    )


def _in_folder(folder: Path, note: Callable[[str], None]) -> list[Path]:
    """The sound files right in ``folder``, as people order names: 2 before 10."""
    inside = folder.resolve()
    found = []
    for entry in folder.iterdir():
        if entry.name.startswith(".") or entry.suffix.lower() not in MEDIA_TYPES or entry.is_dir():
            continue
        if entry.is_symlink() and inside not in entry.resolve().parents:
            note(f"Left out: {entry} is a link that leads out of its folder.")
        else:
            found.append(entry)
    return sorted(found, key=lambda file: (_in_parts(file.name.casefold()), file.name))


def _in_parts(name: str) -> list[tuple[int, int, str]]:
    """A key by which numbers in a name count as numbers."""
    parts = re.findall(r"[0-9]{1,15}|[^0-9]+|[0-9]+", name)
    return [(0, int(part), "") if part.isdecimal() and len(part) <= 15 else (1, 0, part) for part in parts]


def _hash(file: BinaryIO) -> str:
    total = hashlib.sha256()
    while chunk := file.read(_CHUNK_BYTES):
        total.update(chunk)
    return total.hexdigest()


def _read_sound(path: Path, file: BinaryIO) -> Any:
    import mutagen

    try:
        sound = mutagen.File(_Named(file, str(path)))
    except Exception as error:  # a damaged file can make mutagen fail in any way
        raise InputError(
            f"{path} cannot be read as a sound file: it may be damaged.", code="not-a-sound"
        ) from error
    if sound is None:
        raise InputError(f"{path} holds no sound that can be played.", code="not-a-sound")
    return sound


class _Named:
    """An open file under the name by which mutagen tells formats apart."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        self._file, self.name = file, name

    def __getattr__(self, attribute: str) -> Any:
        return getattr(self._file, attribute)


def _tags(path: Path, sound: Any) -> Tags:
    try:
        tags = tags_of(sound.tags)
    except Exception:  # tags are a courtesy: a file plays without them
        tags = Tags()
    chapters = getattr(sound, "chapters", None)  # MP4 keeps them beside its tags
    if chapters:
        tags = replace(tags, chapters=chapters_in_order((float(each.start), each.title) for each in chapters))
    pictures = getattr(sound, "pictures", None)  # and so does FLAC with its pictures
    if pictures and tags.cover is None:
        tags = replace(tags, cover=cover_of(pictures[0].data))
    return tags if tags.title else replace(tags, title=clean_text(path.stem) or "Untitled")
