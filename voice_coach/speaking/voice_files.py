"""Fetched voices on disk: a folder each, whole if sizes and hashes are the catalogue's."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from voice_coach.errors import InputError, MissingPartError, OutputError
from voice_coach.fetching import download
from voice_coach.fetching.folders import replace_folder
from voice_coach.fetching.hashing import sha256_of
from voice_coach.fetching.progress import FetchProgress, Report, no_report
from voice_coach.speaking.catalogue import CatalogueVoice, VoiceFile

_SPACE_NEEDED = 1.2


class VoiceFiles:
    """``folder`` is made when needed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get(
        self, entry: CatalogueVoice, names: Sequence[str], report: Report = no_report
    ) -> tuple[Path, ...]:
        """The files ``names``, fetched unless whole; reports ``offered`` first.

        Raises MissingPartError (`voice-download-failed`), InputError (`voice-hash-differs`), OutputError
        (`cannot-write`).
        """
        report(FetchProgress("offered", 0, entry.size_bytes, entry.describe()))
        paths = tuple(self.folder / entry.name / name for name in names)
        if not all(is_whole(path, file) for path, file in zip(paths, entry.files, strict=True)):
            self._bring(entry, names, report)
        report(FetchProgress("ready", entry.size_bytes, entry.size_bytes, str(paths[0].parent)))
        return paths

    def by_hand(self, entry: CatalogueVoice) -> str:
        """How to place a voice by hand: half a sentence."""
        urls = " and ".join(file.url for file in entry.files)
        return f"to place it by hand, download {urls} on any machine into {self.folder / entry.name}"

    def _bring(self, entry: CatalogueVoice, names: Sequence[str], report: Report) -> None:
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
            for file, name in zip(entry.files, names, strict=True):
                self._fetch(entry, file, coming / name, report)
            replace_folder(coming, self.folder / entry.name)
        except OSError as error:
            raise OutputError(
                f"The folder {self.folder} can't be used: {error.strerror or error}.",
                hint="Choose its permissions or another folder (VOICE_COACH_HOME).",
            ) from error
        finally:
            shutil.rmtree(coming, ignore_errors=True)

    def _fetch(self, entry: CatalogueVoice, file: VoiceFile, target: Path, report: Report) -> None:
        try:
            download.download(file.url, target, most_bytes=file.size_bytes, report=report)
        except download.DownloadBroken as error:
            raise MissingPartError(
                f"The voice couldn't be fetched: {error.reason}; {self.by_hand(entry)}.",
                code="voice-download-failed",
            ) from error
        sha256 = sha256_of(target, report)
        if sha256 != file.sha256:
            raise InputError(
                f"{file.url} isn't the expected file: its SHA-256 is {sha256}, not {file.sha256}.",
                hint="Try again. If that doesn't help, somebody has changed the file. Nothing was kept.",
                code="voice-hash-differs",
            )


def is_whole(path: Path, file: VoiceFile) -> bool:
    """Whether it's the catalogue's very file."""
    try:
        return path.stat().st_size == file.size_bytes and sha256_of(path) == file.sha256
    except OSError:
        return False
