"""Piper's voices on this machine: a folder each, with the network and its description.

A voice is fetched as speech models are: resumed where it stopped, checked against the catalogue's hashes, and
in its place only when it is whole. It may be placed by hand as well.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from voice_coach.errors import InputError, MissingPartError, OutputError
from voice_coach.fetching import download
from voice_coach.fetching.folders import replace_folder
from voice_coach.fetching.hashing import sha256_of
from voice_coach.fetching.progress import Progress, Report, no_report
from voice_coach.speaking.piper.catalogue import VOICE_NAME, CatalogueVoice, VoiceFile
from voice_coach.speaking.voice import VoiceInfo

_SPACE_NEEDED = 1.2
_LARGEST_DESCRIPTION_BYTES = 1_000_000
_QUALITY = 4


@dataclass(frozen=True)
class StoredVoice:
    """A voice that is here. ``language`` as its description says it, such as ``en-gb``."""

    name: str
    network: Path
    description: Path
    language: str

    def speaks(self, language: str) -> bool:
        """Is ``language`` its own? Accents make no difference."""
        return self.language.split("-")[0] == language.lower().replace("_", "-").split("-")[0]

    @property
    def info(self) -> VoiceInfo:
        """How the voice is listed."""
        what = f"Piper's {self.name.split('-')[1]}: natural, no word times"
        return VoiceInfo(f"piper:{self.name}", "piper", self.language, what, _QUALITY)


class PiperStore:
    """Voices below ``folder``, which is made when needed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def voices(self) -> tuple[StoredVoice, ...]:
        """Every voice that is here, by name."""
        return tuple(self._stored())

    def infos(self, language: str) -> list[VoiceInfo]:
        """The voices that speak ``language``; none where Piper itself is not installed."""
        if not is_installed():
            return []
        return [voice.info for voice in self.voices() if voice.speaks(language)]

    def find(self, name: str, language: str) -> StoredVoice:
        """The voice called ``name``, or with an empty name the first one that speaks ``language``.

        Raises:
            InputError: `voice-unknown` where it speaks another language, or nothing is called so.
            MissingPartError: `voice-missing` with how to get it.
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
        if name and not VOICE_NAME.fullmatch(name):
            raise InputError(
                f"No voice of Piper's is called {name!r}.",
                hint="voice-coach voices get lists what can be fetched.",
                code="voice-unknown",
            )
        what = f"The voice {name}" if name else f"A voice of Piper's for the language {language!r}"
        raise MissingPartError(
            f"{what} is not here.",
            hint=f"Run: voice-coach voices get {name or language}",
            code="voice-missing",
        )

    def get(self, entry: CatalogueVoice, report: Report = no_report) -> StoredVoice:
        """Have the voice here; nothing is fetched twice. Reports ``offered`` with size and licence first.

        Raises MissingPartError (`voice-download-failed`) when the network fails, InputError
        (`voice-hash-differs`, `voice-invalid`), OutputError (`cannot-write`).
        """
        report(Progress("offered", 0, entry.size_bytes, entry.describe()))
        if self._named(entry.name) is None:
            self._bring(entry, report)
        voice = self._named(entry.name)
        if voice is None:
            raise InputError(
                f"What was fetched as {entry.name} is no voice of Piper's.",
                hint="Tell the maintainers: the catalogue is wrong.",
                code="voice-invalid",
            )
        report(Progress("ready", entry.size_bytes, entry.size_bytes, str(voice.network.parent)))
        return voice

    def by_hand(self, entry: CatalogueVoice) -> str:
        """How to place a voice without this machine's network, as the second half of a sentence."""
        urls = " and ".join(file.url for file in entry.files)
        return f"to place it by hand, download {urls} on any machine into {self.folder / entry.name}"

    def _bring(self, entry: CatalogueVoice, report: Report) -> None:
        coming = self.folder / f".coming-{entry.name}"
        try:
            coming.mkdir(parents=True, exist_ok=True)
            free = shutil.disk_usage(coming).free
            if free < entry.size_bytes * _SPACE_NEEDED:
                raise OutputError(
                    f"{self.folder} has {free / 1e6:.0f} MB left; the voice {entry.name} needs "
                    f"{entry.size_bytes * _SPACE_NEEDED / 1e6:.0f} MB.",
                    hint="Free some space, then run it again.",
                )
            for file, name in zip(entry.files, _file_names(entry.name), strict=True):
                self._fetch(entry, file, coming / name, report)
            replace_folder(coming, self.folder / entry.name)
        except OSError as error:
            raise OutputError(
                f"The folder {self.folder} cannot be used: {error.strerror or error}.",
                hint="Choose its permissions or another folder (VOICE_COACH_HOME).",
            ) from error

    def _fetch(self, entry: CatalogueVoice, file: VoiceFile, target: Path, report: Report) -> None:
        if target.is_file() and sha256_of(target) == file.sha256:
            return
        try:
            download.download(file.url, target, most_bytes=file.size_bytes, report=report)
        except download.DownloadBroken as error:
            raise MissingPartError(
                f"The voice could not be fetched: {error.reason}; {self.by_hand(entry)}.",
                code="voice-download-failed",
            ) from error
        sha256 = sha256_of(target, report)
        if sha256 != file.sha256:
            target.unlink(missing_ok=True)
            raise InputError(
                f"{file.url} is not the file that is expected: its SHA-256 is {sha256}, not {file.sha256}.",
                hint="Try again; if it stays, somebody has changed the file. Nothing of it was kept.",
                code="voice-hash-differs",
            )

    def _named(self, name: str) -> StoredVoice | None:
        return next((voice for voice in self._stored() if voice.name == name), None)

    def _stored(self) -> Iterator[StoredVoice]:
        try:
            folders = sorted(path for path in self.folder.iterdir() if VOICE_NAME.fullmatch(path.name))
        except OSError:
            return
        for folder in folders:
            network, description = (folder / name for name in _file_names(folder.name))
            language = _language(description)
            if language and network.is_file():
                yield StoredVoice(folder.name, network, description, language)


def is_installed() -> bool:
    """Is Piper's package here? It is not imported to find out."""
    return find_spec("piper") is not None and find_spec("onnxruntime") is not None


def _file_names(name: str) -> tuple[str, str]:
    return f"{name}.onnx", f"{name}.onnx.json"


def _language(description: Path) -> str:
    """The language that a description names; "" where it is none."""
    try:
        if not description.is_file() or description.stat().st_size > _LARGEST_DESCRIPTION_BYTES:
            return ""
        content = json.loads(description.read_text(encoding="utf-8"))
        language = content["espeak"]["voice"]
    except (OSError, ValueError, RecursionError, KeyError, TypeError):
        return ""
    return language.lower() if isinstance(language, str) else ""
