"""Kokoro's voices here: a folder each, with network and vectors."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path, PurePosixPath

from voice_coach.errors import InputError, MissingPartError
from voice_coach.fetching.progress import Report, no_report
from voice_coach.speaking.catalogue import CatalogueVoice, VoiceCatalogue
from voice_coach.speaking.voice import VoiceInfo, primary
from voice_coach.speaking.voice_files import VoiceFiles, is_whole

ENGINE = "kokoro"
_QUALITY = 5


@dataclass(frozen=True)
class StoredVoice:
    """Its files' place, if they're here."""

    entry: CatalogueVoice
    network: Path
    style: Path

    @property
    def info(self) -> VoiceInfo:
        what = f"{self.entry.title.partition(', ')[2]}: natural, slow to make"
        return VoiceInfo(
            f"{ENGINE}:{self.entry.name}", ENGINE, self.entry.language, what, _QUALITY, slow=True
        )


class KokoroStore:
    """``catalogue``'s voices below ``folder``."""

    def __init__(self, folder: Path, catalogue: VoiceCatalogue) -> None:
        self._files = VoiceFiles(folder)
        self._entries = [entry for entry in catalogue.voices if entry.engine == ENGINE]

    def infos(self, language: str) -> list[VoiceInfo]:
        """Present ones for ``language``; none without onnxruntime."""
        if not is_installed():
            return []
        return [
            self._stored(entry).info
            for entry in self._entries
            if entry.language == primary(language) and self.is_here(entry)
        ]

    def find(self, name: str, language: str) -> StoredVoice:
        """By name, or the first for ``language``; checks its files.

        Raises InputError (`voice-unknown`), MissingPartError (`voice-missing`, `voice-damaged`).
        """
        fitting = [entry for entry in self._entries if entry.language == primary(language)]
        entry = next((entry for entry in fitting if name in ("", entry.name)), None)
        if entry is None:
            raise InputError(
                f"Kokoro has no voice {name!r} for the language {language!r}."
                if name
                else f"Kokoro has no voice for the language {language!r}.",
                hint=f"It has {', '.join(f'{entry.name} ({entry.language})' for entry in self._entries)}.",
                code="voice-unknown",
            )
        fetch = f"Run: voice-coach voices get {entry.name}"
        if not is_installed():
            raise MissingPartError(
                "Kokoro's voices need onnxruntime.", hint=how_to_install(), code="voice-missing"
            )
        voice = self._stored(entry)
        if not self.is_here(entry):
            raise MissingPartError(
                f"The voice {ENGINE}:{entry.name} isn't installed.", hint=fetch, code="voice-missing"
            )
        for path, file in zip((voice.network, voice.style), entry.files, strict=True):
            if not is_whole(path, file):
                raise MissingPartError(
                    f"The voice {ENGINE}:{entry.name} is damaged: {path} is not the file it should be.",
                    hint=fetch,
                    code="voice-damaged",
                )
        return voice

    def get(self, entry: CatalogueVoice, report: Report = no_report) -> StoredVoice:
        """See ``VoiceFiles.get``."""
        self._files.get(entry, _file_names(entry), report)
        return self._stored(entry)

    def is_here(self, entry: CatalogueVoice) -> bool:
        """Whether it was fetched; its files aren't checked."""
        voice = self._stored(entry)
        return voice.network.is_file() and voice.style.is_file()

    def _stored(self, entry: CatalogueVoice) -> StoredVoice:
        folder = self._files.folder / entry.name
        network, style = (folder / name for name in _file_names(entry))
        return StoredVoice(entry, network, style)


def is_installed() -> bool:
    """Whether onnxruntime is here; not imported."""
    return find_spec("onnxruntime") is not None


def how_to_install() -> str:
    """A sentence with the command."""
    return f"Install it with: {sys.executable} -m pip install onnxruntime"


def _file_names(entry: CatalogueVoice) -> tuple[str, ...]:
    return tuple(PurePosixPath(file.url).name for file in entry.files)
