"""Piper's voices here: a folder each, with network and description."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from voice_coach.errors import InputError, MissingPartError
from voice_coach.fetching.progress import Report, no_report
from voice_coach.speaking.catalogue import PIPER_NAME, CatalogueVoice
from voice_coach.speaking.voice import VoiceInfo
from voice_coach.speaking.voice_files import VoiceFiles

_LARGEST_DESCRIPTION_BYTES = 1_000_000
_QUALITY = 4


@dataclass(frozen=True)
class StoredVoice:
    """``language`` as described, such as ``en-gb``."""

    name: str
    network: Path
    description: Path
    language: str

    def speaks(self, language: str) -> bool:
        """Whether it's its language, whatever the accent."""
        return self.language.split("-")[0] == language.lower().replace("_", "-").split("-")[0]

    @property
    def info(self) -> VoiceInfo:
        what = f"Piper's {self.name.split('-')[1]}: natural, no word times"
        return VoiceInfo(f"piper:{self.name}", "piper", self.language, what, _QUALITY)


class PiperStore:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def voices(self) -> tuple[StoredVoice, ...]:
        """By name."""
        return tuple(self._stored())

    def infos(self, language: str) -> list[VoiceInfo]:
        """Voices for ``language``; empty without Piper."""
        if not is_installed():
            return []
        return [voice.info for voice in self.voices() if voice.speaks(language)]

    def find(self, name: str, language: str) -> StoredVoice:
        """The first for ``language`` if empty. Raises InputError (`voice-unknown`: name or language),
        MissingPartError (`voice-missing`).
        """
        here = self.voices()
        wanted = [voice for voice in here if voice.name == name] if name else list(here)
        for voice in wanted:
            if voice.speaks(language):
                return voice
        if name and wanted:
            raise InputError(
                f"The voice {name} speaks {wanted[0].language}, not {language!r}.",
                hint="Choose another voice or another --language.",
                code="voice-unknown",
            )
        if name and not PIPER_NAME.fullmatch(name):
            raise InputError(
                f"Piper has no voice called {name!r}.",
                hint="voice-coach voices get lists what can be fetched.",
                code="voice-unknown",
            )
        what = f"The voice {name}" if name else f"A Piper voice for the language {language!r}"
        raise MissingPartError(
            f"{what} isn't here.",
            hint=f"Run: voice-coach voices get {name or language}",
            code="voice-missing",
        )

    def get(self, entry: CatalogueVoice, report: Report = no_report) -> StoredVoice:
        """See ``VoiceFiles.get``. Also raises InputError (`voice-invalid`) for files that aren't a Piper
        voice.
        """
        VoiceFiles(self.folder).get(entry, _file_names(entry.name), report)
        voice = self._named(entry.name)
        if voice is None:
            raise InputError(
                f"What was fetched as {entry.name} isn't a Piper voice.",
                hint="Tell the maintainers: the catalogue is wrong.",
                code="voice-invalid",
            )
        return voice

    def _named(self, name: str) -> StoredVoice | None:
        return next((voice for voice in self._stored() if voice.name == name), None)

    def _stored(self) -> Iterator[StoredVoice]:
        try:
            folders = sorted(path for path in self.folder.iterdir() if PIPER_NAME.fullmatch(path.name))
        except OSError:
            return
        for folder in folders:
            network, description = (folder / name for name in _file_names(folder.name))
            language = _language(description)
            if language and network.is_file():
                yield StoredVoice(folder.name, network, description, language)


def is_installed() -> bool:
    """Whether the package is here; not imported."""
    return find_spec("piper") is not None and find_spec("onnxruntime") is not None


def how_to_install() -> str:
    return f"Install it with: {sys.executable} -m pip install piper-tts"


def _file_names(name: str) -> tuple[str, str]:
    return f"{name}.onnx", f"{name}.onnx.json"


def _language(description: Path) -> str:
    """The description's, or ""."""
    try:
        if not description.is_file() or description.stat().st_size > _LARGEST_DESCRIPTION_BYTES:
            return ""
        content = json.loads(description.read_text(encoding="utf-8"))
        language = content["espeak"]["voice"]
    except (OSError, ValueError, RecursionError, KeyError, TypeError):
        return ""
    return language.lower() if isinstance(language, str) else ""
