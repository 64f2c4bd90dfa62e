"""The catalogue of voices (``models/voices.yaml``): what can be fetched, and what packages bring."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from voice_coach.content import content_folder
from voice_coach.errors import InputError

PIPER_NAME = re.compile(r"[A-Za-z]{2,3}_[A-Za-z]{2}-[A-Za-z0-9_]{1,60}-[a-z_]{1,20}")
HIBARI_NAME = re.compile(r"[a-z]{2,20}")
_NAMES = {"piper": PIPER_NAME, "hibari": HIBARI_NAME}
_SHA256 = re.compile(r"[0-9a-f]{64}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_URL = re.compile(r"https://[^\s/]+/\S+")
_PATH = re.compile(r"[a-z_]+(/[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)*)+")
_KEYS = {"name", "engine", "title", "language", "licence", "files"}
_FILE_KEYS = {"url", "size_bytes", "sha256"}
_PACKAGED_KEYS = {"name", "engine", "title", "language", "licence", "path", "size_bytes", "sha256"}
_LARGEST_BYTES = 1_000_000_000
_LARGEST_CATALOGUE_BYTES = 1_000_000
_FILES = {"piper": ("the network", "its description"), "hibari": ("the network",)}


_Entry = TypeVar("_Entry", "CatalogueVoice", "PackagedVoice")


@dataclass(frozen=True)
class VoiceFile:
    """One file of a voice, whole where its ``sha256`` is this one."""

    url: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True)
class CatalogueVoice:
    """One voice to fetch: its network and, for Piper, its description, in this order."""

    name: str
    title: str
    language: str
    licence: str
    files: tuple[VoiceFile, ...]
    engine: str = "piper"

    @property
    def size_bytes(self) -> int:
        return sum(file.size_bytes for file in self.files)

    def describe(self) -> str:
        """What the runner should know before anything is fetched."""
        where = self.files[0].url.split("/")[2]
        return f"{self.title}: {self.size_bytes / 1e6:.0f} MB, licence {self.licence}, from {where}"


@dataclass(frozen=True)
class PackagedVoice:
    """A voice that a Python package brings: ``path`` is its network, below the folder of packages."""

    name: str
    engine: str
    title: str
    language: str
    licence: str
    path: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True)
class VoiceCatalogue:
    """Every voice that can be fetched, in the order in which they are offered, and those in packages."""

    voices: tuple[CatalogueVoice, ...]
    packaged: tuple[PackagedVoice, ...] = ()

    def voice(self, name: str) -> CatalogueVoice:
        """The voice called ``name``, or the first of the language ``name`` (``es``).

        Raises InputError (`unknown-voice`) naming what there is.
        """
        wanted = name.removeprefix("piper:").removeprefix("hibari:")
        for key in ("name", "language"):
            for voice in self.voices:
                if getattr(voice, key) == wanted:
                    return voice
        known = ", ".join(voice.name for voice in self.voices)
        raise InputError(
            f"There is no voice called {name!r} to fetch.", hint=f"There are {known}.", code="unknown-voice"
        )


def shipped_catalogue() -> VoiceCatalogue:
    """The catalogue that came with the program. Raises InputError (`catalogue-invalid`)."""
    return read_voice_catalogue(content_folder("models") / "voices.yaml")


def read_voice_catalogue(path: Path) -> VoiceCatalogue:
    """Read a catalogue file. Raises InputError (`catalogue-invalid`) naming file, voice and key."""
    import yaml

    try:
        if path.stat().st_size > _LARGEST_CATALOGUE_BYTES:
            raise _invalid(path, "is far larger than a catalogue")
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValueError, RecursionError) as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise _invalid(path, f"cannot be read: {reason}") from error
    if not isinstance(content, dict) or not {"voices"} <= set(content) <= {"packaged", "voices"}:
        raise _invalid(path, "must hold 'voices', and may hold 'packaged'")
    voices = _each(path, content["voices"], "voice", _voice)
    packaged = _each(path, content.get("packaged", []), "packaged voice", _packaged)
    return VoiceCatalogue(voices, packaged)


def _each(path: Path, entries: Any, what: str, read: Callable[[Any], _Entry]) -> tuple[_Entry, ...]:
    """Every entry of a list, no name twice."""
    if not isinstance(entries, list):
        raise _invalid(path, "must hold lists of voices")
    found: list[_Entry] = []
    for position, raw in enumerate(entries, start=1):
        try:
            voice = read(raw)
            if any(voice.name == earlier.name for earlier in found):
                raise ValueError(f"the name {voice.name} stands there twice")
        except ValueError as error:
            raise _invalid(path, f"{what} {position}: {error}") from error
        found.append(voice)
    return tuple(found)


def _voice(raw: Any) -> CatalogueVoice:
    _check_keys(raw, _KEYS)
    engine = _engine(raw)
    files = raw["files"]
    if not isinstance(files, list) or len(files) != len(_FILES[engine]):
        raise ValueError(f"files must be {' and '.join(_FILES[engine])}")
    return CatalogueVoice(
        name=_text(raw, "name", _NAMES[engine]),
        title=_text(raw, "title"),
        language=_text(raw, "language", _LANGUAGE),
        licence=_text(raw, "licence"),
        files=tuple(_file(each) for each in files),
        engine=engine,
    )


def _file(raw: Any) -> VoiceFile:
    _check_keys(raw, _FILE_KEYS)
    return VoiceFile(_text(raw, "url", _URL), _size_bytes(raw), _text(raw, "sha256", _SHA256))


def _packaged(raw: Any) -> PackagedVoice:
    _check_keys(raw, _PACKAGED_KEYS)
    engine = _engine(raw)
    return PackagedVoice(
        name=_text(raw, "name", _NAMES[engine]),
        engine=engine,
        title=_text(raw, "title"),
        language=_text(raw, "language", _LANGUAGE),
        licence=_text(raw, "licence"),
        path=_text(raw, "path", _PATH),
        size_bytes=_size_bytes(raw),
        sha256=_text(raw, "sha256", _SHA256),
    )


def _engine(raw: Mapping[str, Any]) -> str:
    if raw["engine"] not in tuple(_NAMES):
        raise ValueError(f"engine is {raw['engine']!r}, which does not fit")
    return str(raw["engine"])


def _size_bytes(raw: Mapping[str, Any]) -> int:
    size = raw["size_bytes"]
    if isinstance(size, bool) or not isinstance(size, int) or not 0 < size <= _LARGEST_BYTES:
        raise ValueError(f"size_bytes must be a whole number from 1 to {_LARGEST_BYTES}")
    return size


def _check_keys(raw: Any, wanted: set[str]) -> None:
    if not isinstance(raw, Mapping):
        raise ValueError("must be keys and values")
    keys = {str(key) for key in raw}
    if missing := wanted - keys:
        raise ValueError(f"lacks {', '.join(sorted(missing))}")
    if unknown := keys - wanted:
        raise ValueError(f"has unknown keys: {', '.join(sorted(unknown))}")


def _text(raw: Mapping[str, Any], key: str, pattern: re.Pattern[str] | None = None) -> str:
    value = raw[key]
    fits = isinstance(value, str) and (pattern or re.compile(r"\S.*")).fullmatch(value)
    if not fits:
        raise ValueError(f"{key} is {value!r}, which does not fit")
    return str(value)


def _invalid(path: Path, what: str) -> InputError:
    return InputError(
        f"The catalogue {path} {what}.",
        hint="Compare it with the one in the project's models folder.",
        code="catalogue-invalid",
    )
