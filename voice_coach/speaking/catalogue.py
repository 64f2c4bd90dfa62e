"""The catalogue of voices (``models/voices.yaml``)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from voice_coach.content import content_folder
from voice_coach.errors import InputError
from voice_coach.fetching.catalogue_file import (
    LANGUAGE,
    SHA256,
    URL,
    check_keys,
    read_catalogue_file,
    read_entries,
    size_of,
    text_of,
)

PIPER_NAME = re.compile(r"[A-Za-z]{2,3}_[A-Za-z]{2}-[A-Za-z0-9_]{1,60}-[a-z_]{1,20}")
HIBARI_NAME = re.compile(r"[a-z]{2,20}")
KOKORO_NAME = re.compile(r"[a-z]{2}_[a-z]{2,20}")
_NAMES = {"piper": PIPER_NAME, "hibari": HIBARI_NAME, "kokoro": KOKORO_NAME}
_PATH = re.compile(r"[a-z_]+(/[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)*)+")
_KEYS = {"name", "engine", "title", "language", "licence", "files"}
_FILE_KEYS = {"url", "size_bytes", "sha256"}
_PACKAGED_KEYS = {"name", "engine", "title", "language", "licence", "path", "size_bytes", "sha256"}
_LARGEST_BYTES = 1_000_000_000
_FILES = {
    "piper": ("the network", "its description"),
    "hibari": ("the network",),
    "kokoro": ("the network", "the voice"),
}


@dataclass(frozen=True)
class VoiceFile:
    url: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True)
class CatalogueVoice:
    """Its network and, for Piper, description, in this order."""

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
        """For reading before a fetch."""
        where = self.files[0].url.split("/")[2]
        return f"{self.title}: {self.size_bytes / 1e6:.0f} MB, licence {self.licence}, from {where}"


@dataclass(frozen=True)
class PackagedVoice:
    """``path``: its network, below the packages' folder."""

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
    """Voices to fetch, as offered, and those in packages."""

    voices: tuple[CatalogueVoice, ...]
    packaged: tuple[PackagedVoice, ...] = ()

    def voice(self, name: str) -> CatalogueVoice:
        """By name, or the first of a language. Raises InputError (`unknown-voice`)."""
        engine, _, rest = name.partition(":")
        wanted = rest if engine in _NAMES else name
        for key in ("name", "language"):
            for voice in self.voices:
                if getattr(voice, key) == wanted:
                    return voice
        known = ", ".join(voice.name for voice in self.voices)
        raise InputError(
            f"There is no voice called {name!r} to get.", hint=f"There are {known}.", code="unknown-voice"
        )


def shipped_catalogue() -> VoiceCatalogue:
    """Raises InputError (`catalogue-invalid`)."""
    return read_voice_catalogue(content_folder("models") / "voices.yaml")


def read_voice_catalogue(path: Path) -> VoiceCatalogue:
    """Raises InputError (`catalogue-invalid`) with file, voice and key."""
    content = read_catalogue_file(path, "voices", "packaged")
    voices = read_entries(path, content["voices"], "voice", _voice)
    return VoiceCatalogue(
        voices, read_entries(path, content.get("packaged", []), "packaged voice", _packaged)
    )


def _voice(raw: Any) -> CatalogueVoice:
    check_keys(raw, _KEYS)
    engine = _engine(raw)
    files = raw["files"]
    if not isinstance(files, list) or len(files) != len(_FILES[engine]):
        raise ValueError(f"files must be {' and '.join(_FILES[engine])}")
    return CatalogueVoice(
        name=text_of(raw, "name", _NAMES[engine]),
        title=text_of(raw, "title"),
        language=text_of(raw, "language", LANGUAGE),
        licence=text_of(raw, "licence"),
        files=tuple(_file(each) for each in files),
        engine=engine,
    )


def _file(raw: Any) -> VoiceFile:
    check_keys(raw, _FILE_KEYS)
    return VoiceFile(text_of(raw, "url", URL), size_of(raw, _LARGEST_BYTES), text_of(raw, "sha256", SHA256))


def _packaged(raw: Any) -> PackagedVoice:
    check_keys(raw, _PACKAGED_KEYS)
    engine = _engine(raw)
    return PackagedVoice(
        name=text_of(raw, "name", _NAMES[engine]),
        engine=engine,
        title=text_of(raw, "title"),
        language=text_of(raw, "language", LANGUAGE),
        licence=text_of(raw, "licence"),
        path=text_of(raw, "path", _PATH),
        size_bytes=size_of(raw, _LARGEST_BYTES),
        sha256=text_of(raw, "sha256", SHA256),
    )


def _engine(raw: Mapping[str, Any]) -> str:
    if raw["engine"] not in tuple(_NAMES):
        raise ValueError(f"engine is {raw['engine']!r}, which doesn't fit")
    return str(raw["engine"])
