"""From named folders and files to the shared episodes."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

from voice_coach.audio.foreign.kinds import FIRST_BYTES, media_kind
from voice_coach.audio.foreign.reader import ForeignSound
from voice_coach.audio.foreign.unreadable import Unreadable
from voice_coach.audio.foreign.whole import seconds_of
from voice_coach.errors import InputError
from voice_coach.sharing.episode import Episode, Tags, clean_text
from voice_coach.sharing.read_tags import tags_of
from voice_coach.sharing.shared_file import MEDIA_TYPES, open_shared
from voice_coach.sharing.tag_parts import chapters_in_order, cover_of, is_time

_CHUNK_BYTES = 1 << 20
_COUNTED = frozenset({".wav", ".flac", ".mp3"})
"""Quick to read; their heads may be wrong."""
_AGAIN = re.compile(r"^voice-coach export .*?(?:\(([^()]*)\))?$", re.DOTALL)
"""An export's note of its command and areas; listeners want the areas."""
_KINDS = ", ".join(kind[1:] for kind in MEDIA_TYPES)


@dataclass(frozen=True)
class NamedEpisodes:
    """In the order named, each content once; ``notes``: what was left out."""

    episodes: tuple[Episode, ...]
    notes: tuple[str, ...] = ()


def read_named(paths: Sequence[Path]) -> NamedEpisodes:
    """Of files, and sound files right in folders.

    In folders, links leading out and unreadable files are left out with a note. Raises InputError for a bad
    named file, and if nothing is left.
    """
    found: dict[Path, Episode] = {}
    notes: list[str] = []
    for path in paths:
        if path.is_dir():
            for file in _in_folder(path, notes.append):
                try:
                    episode = read_episode(file)
                except InputError as error:
                    notes.append(f"Left out: {error.message}")
                else:
                    found.setdefault(episode.path, episode)
        else:
            episode = read_episode(path)
            found.setdefault(episode.path, episode)
    if not found:
        named = ", ".join(map(str, paths))
        raise InputError(
            f"There is no sound file to share in {named}.",
            hint=" ".join((f"Name a folder that holds some, or files of these kinds: {_KINDS}.", *notes)),
            code="nothing-to-share",
        )
    return NamedEpisodes(tuple(_told_apart(found.values(), notes.append)), tuple(notes))


def _told_apart(found: Iterable[Episode], note: Callable[[str], None]) -> Iterator[Episode]:
    """Each content once; repeated titles get the file's name."""
    by_content: dict[str, list[Episode]] = {}
    for episode in found:
        by_content.setdefault(episode.sha256, []).append(episode)
    titles = Counter(alike[0].tags.title for alike in by_content.values())
    for first, *others in by_content.values():
        for other in others:
            note(f"{other.path.name} is the same as {first.path.name}: the two are shared as one.")
        title = first.tags.title
        names = [clean_text(each.path.stem) or "Untitled" for each in (first, *others)]
        if (others or titles[title] > 1) and title != names[0]:
            title = clean_text(f"{title}: {', '.join(names)}")
        yield replace(first, tags=replace(first.tags, title=title))


def read_episode(path: Path) -> Episode:
    """Raises InputError."""
    try:
        place = path.resolve(strict=True)
        with open_shared(place) as file:
            found = os.fstat(file.fileno())
            sha256 = _hash(file)
            file.seek(0)
            kind = media_kind(file.read(FIRST_BYTES), path.name) or _by_name(path)
            file.seek(0)
            sound = _read_sound(path, file, kind[0])
    except OSError as error:
        raise InputError(
            f"{path} can't be read: {error.strerror or 'it is not a plain file'}.", code="not-a-sound"
        ) from error
    return Episode(
        path=place,
        sha256=sha256,
        bytes=found.st_size,
        modified_seconds=int(found.st_mtime),
        media_type=kind[1],
        seconds=_seconds(place, sound, kind[0]),
        tags=_tags(path, sound),
        suffix=kind[0],
    )


def _in_folder(folder: Path, note: Callable[[str], None]) -> list[Path]:
    """The sound files right in ``folder``, 2 before 10."""
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
    """Sorts numbers as numbers."""
    parts = re.findall(r"[0-9]{1,15}|[^0-9]+|[0-9]+", name)
    return [(0, int(part), "") if part.isdecimal() and len(part) <= 15 else (1, 0, part) for part in parts]


def _hash(file: BinaryIO) -> str:
    total = hashlib.sha256()
    while chunk := file.read(_CHUNK_BYTES):
        total.update(chunk)
    return total.hexdigest()


def _by_name(path: Path) -> tuple[str, str]:
    """For files that say nothing of themselves."""
    suffix = path.suffix.lower()
    if suffix not in MEDIA_TYPES:
        raise InputError(f"{path} isn't a sound file of these kinds: {_KINDS}.", code="not-a-sound")
    return suffix, MEDIA_TYPES[suffix]


def _read_sound(path: Path, file: BinaryIO, suffix: str) -> Any:
    """mutagen's view; None if it's no sound."""
    import mutagen

    with contextlib.suppress(Exception):  # a damaged file can make mutagen fail in any way
        sound = mutagen.File(_Named(file, f"{path.stem}{suffix}"))
        if sound is not None:
            return sound
    try:
        with ForeignSound(path) as sound:
            if next(sound.blocks(), None) is not None:
                return None
    except Unreadable as error:
        raise InputError(error.message, hint=error.hint, code="not-a-sound") from error
    raise InputError(f"{path} holds no sound that can be played.", code="not-a-sound")


def _seconds(path: Path, sound: Any, suffix: str) -> float | None:
    """As stated if believable, else counted; None if unknown."""
    told = float(getattr(getattr(sound, "info", None), "length", 0.0) or 0.0)
    if suffix in _COUNTED or not (is_time(told) and told > 0):
        try:
            told = seconds_of(path)
        except Unreadable:
            return None
    return told if is_time(told) and told > 0 else None


class _Named:
    """An open file whose name tells mutagen the format."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        self._file, self.name = file, name

    def __getattr__(self, attribute: str) -> Any:
        return getattr(self._file, attribute)


def _tags(path: Path, sound: Any) -> Tags:
    try:
        tags = tags_of(sound.tags)
        tags = replace(tags, comment=_AGAIN.sub(r"\1", tags.comment))
    except Exception:  # tags are a courtesy: a file plays without them
        tags = Tags()
    chapters = getattr(sound, "chapters", None)  # MP4 keeps them beside its tags
    if chapters:
        tags = replace(tags, chapters=chapters_in_order((float(each.start), each.title) for each in chapters))
    pictures = getattr(sound, "pictures", None)  # and so does FLAC with its pictures
    if pictures and tags.cover is None:
        tags = replace(tags, cover=cover_of(pictures[0].data))
    return tags if tags.title else replace(tags, title=clean_text(path.stem) or "Untitled")
