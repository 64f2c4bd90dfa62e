"""The catalogue of speech models (`models/catalogue.yaml`), read strictly."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from voice_coach.errors import InputError
from voice_coach.fetching.catalogue_file import (
    LANGUAGE,
    SHA256,
    URL,
    check_keys,
    fitting,
    read_catalogue_file,
    read_entries,
    size_of,
    text_of,
)

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_REQUIRED = {"name", "title", "languages", "url", "size_bytes", "licence"}
_OPTIONAL = frozenset({"sha256"})
_LARGEST_BYTES = 4_000_000_000


@dataclass(frozen=True)
class CatalogueEntry:
    """``sha256``: lower-case hex, or None if unpublished: then the first download is trusted and its hash
    kept. ``size_bytes``: the zip's.
    """

    name: str
    title: str
    languages: tuple[str, ...]
    url: str
    size_bytes: int
    licence: str
    sha256: str | None = None

    @property
    def file_name(self) -> str:
        """The zip's, if placed by hand."""
        return f"{self.name}.zip"

    def describe(self) -> str:
        """For reading before a fetch."""
        return f"{self.title}: {self.size_bytes / 1e6:.0f} MB, licence {self.licence}, from {self.url}"


@dataclass(frozen=True)
class Catalogue:
    """The models, in the order they're offered."""

    entries: tuple[CatalogueEntry, ...]

    def entry(self, name: str) -> CatalogueEntry:
        """By name, or the first of a language. Raises InputError (`unknown-model`)."""
        for entry in self.entries:
            if entry.name == name:
                return entry
        of_language = self.for_language(name)
        if of_language:
            return of_language[0]
        known = ", ".join(entry.name for entry in self.entries)
        raise InputError(
            f"There is no model called {name!r}.", hint=f"Known are: {known}.", code="unknown-model"
        )

    def for_language(self, language: str) -> tuple[CatalogueEntry, ...]:
        """Preferred first; ``en-GB`` asks for ``en``."""
        wanted = language.lower().replace("_", "-").split("-")[0]
        return tuple(entry for entry in self.entries if wanted in entry.languages)


def read_catalogue(path: Path) -> Catalogue:
    """Raises InputError (`catalogue-invalid`) with file, model and key."""
    content = read_catalogue_file(path, "models")
    return Catalogue(read_entries(path, content["models"], "model", _entry))


def _entry(raw: Any) -> CatalogueEntry:
    check_keys(raw, _REQUIRED, _OPTIONAL)
    languages = raw["languages"]
    if not isinstance(languages, list) or not languages:
        raise ValueError("languages must be a list such as [en]")
    return CatalogueEntry(
        name=text_of(raw, "name", _NAME),
        title=text_of(raw, "title"),
        languages=tuple(fitting("languages", language, LANGUAGE) for language in languages),
        url=text_of(raw, "url", URL),
        size_bytes=size_of(raw, _LARGEST_BYTES),
        licence=text_of(raw, "licence"),
        sha256=text_of(raw, "sha256", SHA256) if "sha256" in raw else None,
    )
