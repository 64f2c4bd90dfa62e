"""Hibari's voices here: one in its package, others fetched.

The package is found, not imported.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path, PurePosixPath

from voice_coach.errors import InputError, MissingPartError
from voice_coach.fetching.progress import Report, no_report
from voice_coach.speaking.catalogue import CatalogueVoice, PackagedVoice, VoiceCatalogue, VoiceFile
from voice_coach.speaking.voice import VoiceInfo, primary
from voice_coach.speaking.voice_files import VoiceFiles, is_whole

ENGINE = "hibari"
DEFAULT_NAME = "heart"
REQUIREMENT = "hibari-tts>=0.2.1,<0.3"
_QUALITY = 5
_BRITISH = "(UK)"


@dataclass(frozen=True)
class StoredVoice:
    """Its network's place, if it's here."""

    name: str
    title: str
    network: Path
    file: VoiceFile
    packaged: bool

    @property
    def british(self) -> bool:
        return _BRITISH in self.title

    @property
    def info(self) -> VoiceInfo:
        language = "en-gb" if self.british else "en-us"
        what = f"{self.title.partition(', ')[2]}: natural"
        return VoiceInfo(f"{ENGINE}:{self.name}", ENGINE, language, what, _QUALITY, passages=True)


class HibariStore:
    """The installed package's, and those in ``folder``."""

    def __init__(self, folder: Path, catalogue: VoiceCatalogue) -> None:
        self._files = VoiceFiles(folder)
        every: list[PackagedVoice | CatalogueVoice] = [*catalogue.packaged, *catalogue.voices]
        self._entries = [entry for entry in every if entry.engine == ENGINE]

    def infos(self, language: str) -> list[VoiceInfo]:
        """Present voices for ``language``; empty without the package."""
        if not is_installed():
            return []
        stored = [self._stored(entry) for entry in self._entries if entry.language == primary(language)]
        return [voice.info for voice in stored if voice.network.is_file()]

    def find(self, name: str, language: str) -> StoredVoice:
        """``heart`` if empty; checks the network's hash.

        Raises InputError (`voice-unknown`: name or ``language``), MissingPartError (`voice-missing`,
        `voice-damaged`).
        """
        entry = next((entry for entry in self._entries if entry.name == (name or DEFAULT_NAME)), None)
        if entry is None:
            raise InputError(
                f"Hibari has no voice {name!r}.",
                hint=f"It has {', '.join(entry.name for entry in self._entries)}.",
                code="voice-unknown",
            )
        if entry.language != primary(language):
            raise InputError(
                f"The voice {ENGINE}:{entry.name} doesn't speak the language {language!r}.",
                hint="Choose another voice or another --language.",
                code="voice-unknown",
            )
        if not is_installed():
            raise MissingPartError(
                "The natural voice, hibari, isn't installed.", hint=how_to_install(), code="voice-missing"
            )
        voice = self._stored(entry)
        if not voice.network.is_file() and not voice.packaged:
            raise MissingPartError(
                f"The voice {ENGINE}:{voice.name} isn't installed.",
                hint=f"Run: voice-coach voices get {voice.name}",
                code="voice-missing",
            )
        if not is_whole(voice.network, voice.file):
            fetch = f"Run: voice-coach voices get {voice.name}"
            raise MissingPartError(
                f"The voice {ENGINE}:{voice.name} is damaged: {voice.network} was changed.",
                hint=how_to_install(again=True) if voice.packaged else fetch,
                code="voice-damaged",
            )
        return voice

    def get(self, entry: CatalogueVoice, report: Report = no_report) -> StoredVoice:
        """See ``VoiceFiles.get``."""
        self._files.get(entry, (_file_name(entry),), report)
        return self._stored(entry)

    def is_here(self, entry: CatalogueVoice) -> bool:
        return self._stored(entry).network.is_file()

    def _stored(self, entry: PackagedVoice | CatalogueVoice) -> StoredVoice:
        if isinstance(entry, PackagedVoice):
            file = VoiceFile("", entry.size_bytes, entry.sha256)
            return StoredVoice(entry.name, entry.title, _package_folder() / entry.path, file, True)
        network = self._files.folder / entry.name / _file_name(entry)
        return StoredVoice(entry.name, entry.title, network, entry.files[0], False)


def is_installed() -> bool:
    """Whether package and needs are here; not imported."""
    return find_spec("hibari") is not None and find_spec("onnxruntime") is not None


def how_to_install(*, again: bool = False) -> str:
    import sys

    force = "--force-reinstall --no-deps " if again else ""
    return f'Install it with: {sys.executable} -m pip install {force}"{REQUIREMENT}"'


def _package_folder() -> Path:
    """The folder that holds the package's."""
    spec = find_spec("hibari")
    places = () if spec is None else tuple(spec.submodule_search_locations or ())
    return Path(places[0]).parent if places else Path()


def _file_name(entry: CatalogueVoice) -> str:
    return PurePosixPath(entry.files[0].url).name
