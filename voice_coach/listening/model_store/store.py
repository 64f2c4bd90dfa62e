"""The models on this machine.

Fetched by `get`, placed by hand (zip or folder), or named by VOSK_MODEL_PATH (a model's folder, or a folder
of models), which the caller reads.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from voice_coach.content import content_folder, own_folder
from voice_coach.errors import InputError, MissingPartError, OutputError
from voice_coach.fetching import download
from voice_coach.fetching.hashing import sha256_of
from voice_coach.fetching.progress import FetchProgress, Report, no_report
from voice_coach.listening.model_store.catalogue import Catalogue, CatalogueEntry, read_catalogue
from voice_coach.listening.model_store.layout import inspect, model_root
from voice_coach.listening.model_store.records import Installed, Records, hashes_of
from voice_coach.listening.model_store.stored import (
    ModelReport,
    Origin,
    StoredModel,
    TryOut,
    broken,
    examine,
)
from voice_coach.listening.model_store.unpack import unpack

_SPARE = 1.02
"""How much a file of unpinned hash may have grown."""

_SPACE_NEEDED = 4
"""In zips: zip and model; small ones unpack to under twice their zip."""


class ModelStore:
    """In ``folder`` and at ``chosen``: VOSK_MODEL_PATH or None."""

    def __init__(self, catalogue: Catalogue, folder: Path, chosen: Path | None = None) -> None:
        self.catalogue = catalogue
        self.folder = folder
        self.chosen = chosen
        self._records = Records(folder)

    def list(self) -> tuple[StoredModel, ...]:
        """VOSK_MODEL_PATH's first, then in catalogue order. Raises InputError (`model-path-invalid`)."""
        return (*self._chosen_models(), *self._own_models())

    def find(self, language: str) -> StoredModel | None:
        """For ``--recognizer auto``: VOSK_MODEL_PATH's first; a single model there serves any language."""
        wanted = language.lower().replace("_", "-").split("-")[0]
        for model in self.list():
            if model.origin == "chosen" and self.chosen is not None and model.layout.folder == self.chosen:
                return model
            if wanted in model.languages:
                return model
        return None

    def path(self, name: str) -> Path:
        """By name or language. Raises MissingPartError (`model-missing`)."""
        wanted = self._full_name(name)
        model = self._named(wanted)
        if model is not None:
            return model.layout.folder
        entry = self.catalogue.entry(wanted)
        raise MissingPartError(
            f"The model {entry.name} isn't installed.",
            hint=f"Run 'voice-coach models get {entry.name}'; {self.by_hand(entry)}.",
            code="model-missing",
        )

    def by_hand(self, entry: CatalogueEntry) -> str:
        """How to place a model by hand: half a sentence."""
        return (
            f"to place it by hand, download {entry.url} on any machine, save it as "
            f"{self.folder / entry.file_name} and run 'voice-coach models get {entry.name}' again"
        )

    def get(self, name: str, report: Report = no_report) -> StoredModel:
        """By name or language, fetched if it isn't here; reports ``offered`` first. A zip placed by hand
        replaces the download.

        Raises InputError (`unknown-model`, `model-hash-differs`, `model-archive-invalid`), MissingPartError
        (`model-download-failed`), OutputError (`cannot-write`).
        """
        entry = self.catalogue.entry(name)
        report(FetchProgress("offered", 0, entry.size_bytes, entry.describe()))
        present = self._named(entry.name)
        if present is None:
            self._bring(entry, report)
            present = self._named(entry.name)
            if present is None:
                raise OutputError(f"{self.folder / entry.name} isn't a model after unpacking.")
        report(FetchProgress("ready", entry.size_bytes, entry.size_bytes, str(present.layout.folder)))
        return present

    def check(self, name: str | None = None, try_out: TryOut | None = None) -> tuple[ModelReport, ...]:
        """One or all: complete and unchanged? ``try_out`` (`vosk_trial.try_model`) gives half a sentence on
        what's wrong, or None.

        Raises MissingPartError (`model-missing`), InputError (`unknown-model`).
        """
        wanted = None if name is None else self._full_name(name)
        findings = [
            examine(model, self._records, try_out) for model in self.list() if wanted in (None, model.name)
        ]
        known = {entry.name for entry in self.catalogue.entries}
        findings += [
            broken(folder)
            for folder in _folders(self.folder)
            if wanted in (None, folder.name) and folder.name in known and model_root(folder) is None
        ]
        if name is not None and not findings:
            self.path(name)
        return tuple(findings)

    def _full_name(self, name: str) -> str:
        """From name or language."""
        if self._named(name) is not None:
            return name
        found = self.find(name)
        return self.catalogue.entry(name).name if found is None else found.name

    def _bring(self, entry: CatalogueEntry, report: Report) -> None:
        archive = self.folder / entry.file_name
        self._prepare(entry)
        placed = archive.is_file()
        if not placed:
            room = entry.size_bytes if entry.sha256 else round(entry.size_bytes * _SPARE)
            try:
                download.download(entry.url, archive, most_bytes=room, report=report)
            except download.DownloadBroken as error:
                raise MissingPartError(
                    f"The model couldn't be fetched: {error.reason}; {self.by_hand(entry)}.",
                    code="model-download-failed",
                ) from error
        try:
            sha256 = self._verified(entry, archive, report)
            unpack(archive, self.folder / entry.name, report=report)
        except InputError:
            if not placed:  # a hotel's log-in page, say; a file placed by hand is the user's to remove
                archive.unlink(missing_ok=True)
            raise
        if entry.sha256 is None:
            self._records.remember_first(entry.name, sha256)
        files = hashes_of(self.folder / entry.name)
        self._records.remember_installed(entry.name, Installed(sha256, files))
        archive.unlink(missing_ok=True)

    def _prepare(self, entry: CatalogueEntry) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            free = shutil.disk_usage(self.folder).free
        except OSError as error:
            raise OutputError(
                f"The folder {self.folder} can't be used: {error.strerror or error}.",
                hint="Choose another folder or its permissions.",
            ) from error
        if free < entry.size_bytes * _SPACE_NEEDED:
            raise OutputError(
                f"{self.folder} has {free / 1e6:.0f} MB left; the model {entry.name} needs "
                f"{entry.size_bytes * _SPACE_NEEDED / 1e6:.0f} MB.",
                hint="Free some space, then run it again.",
            )

    def _verified(self, entry: CatalogueEntry, archive: Path, report: Report) -> str:
        sha256 = sha256_of(archive, report)
        expected = entry.sha256 or self._records.first_seen(entry.name)
        if expected is not None and sha256 != expected:
            raise InputError(
                f"{archive} isn't the expected model: its SHA-256 is {sha256}, not {expected}.",
                hint="Remove it if it's still there and try again. If it stays, the maker or somebody else "
                "has changed the file.",
                code="model-hash-differs",
            )
        return sha256

    def _named(self, name: str) -> StoredModel | None:
        return next((model for model in self.list() if model.name == name), None)

    def _own_models(self) -> Iterator[StoredModel]:
        order = {entry.name: position for position, entry in enumerate(self.catalogue.entries)}
        for folder in sorted(
            _folders(self.folder), key=lambda path: (order.get(path.name, len(order)), path)
        ):
            if (root := model_root(folder)) is not None:
                origin: Origin = "placed" if self._records.installed(folder.name) is None else "fetched"
                yield self._stored(folder.name, root, origin)

    def _chosen_models(self) -> Iterator[StoredModel]:
        if self.chosen is None:
            return
        if inspect(self.chosen) is not None:
            yield self._stored(self.chosen.name, self.chosen, "chosen")
            return
        found = [folder for folder in sorted(_folders(self.chosen)) if inspect(folder) is not None]
        if not found:
            raise InputError(
                f"VOSK_MODEL_PATH names {self.chosen}, which has no Vosk model.",
                hint="Set it to a model's folder or a folder of models, or unset it.",
                code="model-path-invalid",
            )
        for folder in found:
            yield self._stored(folder.name, folder, "chosen")

    def _stored(self, name: str, folder: Path, origin: Origin) -> StoredModel:
        layout = inspect(folder)
        assert layout is not None  # callers pass what model_root or inspect has accepted
        entry = next((entry for entry in self.catalogue.entries if entry.name == name), None)
        return StoredModel(name, layout, origin, entry)


def _folders(parent: Path) -> list[Path]:
    try:
        return [path for path in parent.iterdir() if path.is_dir() and not path.name.startswith(".")]
    except OSError:
        return []


def shipped_store(chosen: str | None = None) -> ModelStore:
    """Catalogue and folder by default; ``chosen``: VOSK_MODEL_PATH's value. Raises InputError
    (`catalogue-invalid`).
    """
    catalogue = read_catalogue(content_folder("models") / "catalogue.yaml")
    return ModelStore(catalogue, default_folder(), Path(chosen).expanduser() if chosen else None)


def default_folder() -> Path:
    """VOICE_COACH_HOME moves it."""
    return own_folder() / "models"
