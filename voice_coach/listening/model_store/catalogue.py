"""The catalogue of speech models that can be fetched (`models/catalogue.yaml`), read strictly."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from voice_coach.errors import InputError

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_REQUIRED = {"name", "title", "languages", "url", "size_bytes", "licence"}
_OPTIONAL = {"sha256"}
_LARGEST_BYTES = 4_000_000_000
_LARGEST_CATALOGUE_BYTES = 1_000_000


@dataclass(frozen=True)
class CatalogueEntry:
    """One model: where it is, what it weighs, what may be done with it.

    ``sha256`` is lower-case hex, or None where nobody has published one: the first download is then trusted
    and its hash kept. ``size_bytes`` is that of the zip file.
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
        """What the zip file is called when it is placed by hand."""
        return f"{self.name}.zip"

    def describe(self) -> str:
        """What the runner should know before anything is fetched: title, size, licence, address."""
        return f"{self.title}: {self.size_bytes / 1e6:.0f} MB, licence {self.licence}, from {self.url}"


@dataclass(frozen=True)
class Catalogue:
    """Every model that can be fetched, in the order in which they are offered."""

    entries: tuple[CatalogueEntry, ...]

    def entry(self, name: str) -> CatalogueEntry:
        """The model called ``name``, or the first of the language ``name`` (``es``).

        Raises InputError (`unknown-model`) naming what there is.
        """
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
        """The models of a language (``en``; ``en-GB`` asks for ``en``), the preferred one first."""
        wanted = language.lower().replace("_", "-").split("-")[0]
        return tuple(entry for entry in self.entries if wanted in entry.languages)


def read_catalogue(path: Path) -> Catalogue:
    """Read a catalogue file. Raises InputError (`catalogue-invalid`) naming file, model and key."""
    import yaml

    try:
        if path.stat().st_size > _LARGEST_CATALOGUE_BYTES:
            raise _invalid(path, "is far larger than a catalogue")
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValueError, RecursionError) as error:
        raise _invalid(path, f"cannot be read: {_first_line(error)}") from error
    if not isinstance(content, dict) or set(content) != {"models"} or not isinstance(content["models"], list):
        raise _invalid(path, "must hold one key, 'models', with a list")
    entries: list[CatalogueEntry] = []
    for position, raw in enumerate(content["models"], start=1):
        try:
            entry = _entry(raw)
        except ValueError as error:
            raise _invalid(path, f"model {position}: {error}") from error
        if any(entry.name == earlier.name for earlier in entries):
            raise _invalid(path, f"model {position}: the name {entry.name} stands there twice")
        entries.append(entry)
    return Catalogue(tuple(entries))


def _entry(raw: Any) -> CatalogueEntry:
    if not isinstance(raw, Mapping):
        raise ValueError("must be keys and values")
    keys = {str(key) for key in raw}
    if missing := _REQUIRED - keys:
        raise ValueError(f"lacks {', '.join(sorted(missing))}")
    if unknown := keys - _REQUIRED - _OPTIONAL:
        raise ValueError(f"has unknown keys: {', '.join(sorted(unknown))}")
    languages = raw["languages"]
    if not isinstance(languages, list) or not languages:
        raise ValueError("languages must be a list such as [en]")
    size = raw["size_bytes"]
    if isinstance(size, bool) or not isinstance(size, int) or not 0 < size <= _LARGEST_BYTES:
        raise ValueError(f"size_bytes must be a whole number from 1 to {_LARGEST_BYTES}")
    return CatalogueEntry(
        name=_text(raw, "name", _NAME),
        title=_text(raw, "title"),
        languages=tuple(_matching("languages", language, _LANGUAGE) for language in languages),
        url=_text(raw, "url", re.compile(r"https://[^\s/]+/\S+")),
        size_bytes=size,
        licence=_text(raw, "licence"),
        sha256=_text(raw, "sha256", _SHA256) if "sha256" in keys else None,
    )


def _text(raw: Mapping[str, Any], key: str, pattern: re.Pattern[str] | None = None) -> str:
    return _matching(key, raw[key], pattern or re.compile(r"\S.*"))


def _matching(key: str, value: Any, pattern: re.Pattern[str]) -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise ValueError(f"{key} is {value!r}, which does not fit {pattern.pattern}")
    return value


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


def _invalid(path: Path, what: str) -> InputError:
    return InputError(
        f"The catalogue {path} {what}.",
        hint="Compare it with the one in the project's models folder.",
        code="catalogue-invalid",
    )
