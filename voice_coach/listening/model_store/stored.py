"""A present model, and checking its files."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from voice_coach.listening.model_store.catalogue import CatalogueEntry
from voice_coach.listening.model_store.layout import ModelLayout, missing_parts
from voice_coach.listening.model_store.records import Records, hashes_of

Origin = Literal["fetched", "placed", "chosen"]
"""``fetched`` and verified, ``placed`` by hand, ``chosen`` by VOSK_MODEL_PATH."""


@dataclass(frozen=True)
class StoredModel:
    """``entry``: None if not in the catalogue."""

    name: str
    layout: ModelLayout
    origin: Origin
    entry: CatalogueEntry | None = None

    @property
    def languages(self) -> tuple[str, ...]:
        """By catalogue or name (``vosk-model-de-0.21``)."""
        if self.entry is not None:
            return self.entry.languages
        named = re.match(r"vosk-model-(?:small-)?([a-z]{2,3})(?:-|$)", self.name)
        return (named[1],) if named else ()


TryOut = Callable[[Path], str | None]
"""Half a sentence on what's wrong, or None."""


@dataclass(frozen=True)
class ModelReport:
    """``problem``: None, or a sentence with what to do."""

    name: str
    problem: str | None
    note: str = ""


def examine(model: StoredModel, records: Records, try_out: TryOut | None = None) -> ModelReport:
    """Compare a fetched model's files; check and try others."""
    finding = _compared(model, records)
    trouble = try_out(model.layout.folder) if try_out is not None and finding.problem is None else None
    if trouble is None:
        return finding
    return ModelReport(model.name, f"{model.layout.folder} doesn't work: {trouble.rstrip('.')}.")


def _compared(model: StoredModel, records: Records) -> ModelReport:
    installed = records.installed(model.name) if model.origin == "fetched" else None
    if installed is None:
        return ModelReport(model.name, None, f"{model.origin}: complete; its files weren't verified")
    then, now = installed.files, hashes_of(model.layout.folder)
    changed = sorted(path for path in then.keys() | now.keys() if then.get(path) != now.get(path))
    if changed:
        some = ", ".join(changed[:3])
        again = f"remove {model.layout.folder} and run: voice-coach models get {model.name}"
        return ModelReport(model.name, f"Files differ from what was fetched ({some}); {again}.")
    return ModelReport(model.name, None, f"fetched: {len(now)} files as unpacked")


def broken(folder: Path) -> ModelReport:
    """On a folder that isn't a model."""
    lacking = ", ".join(missing_parts(folder)) or "a model"
    again = f"remove it and run: voice-coach models get {folder.name}"
    return ModelReport(folder.name, f"{folder} lacks {lacking}; {again}.")
