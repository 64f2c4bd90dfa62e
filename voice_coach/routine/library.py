"""Finds and reads content: the runner's folders first, then what's shipped.

A folder holds routines (``NAME.yaml``, ``NAME.LANGUAGE.yaml``) and ``exercises``, a file an area. Earlier
folders replace things of the same name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from voice_coach.content import content_folder
from voice_coach.routine.findings import Finding, errors_of
from voice_coach.routine.model import Exercise, ExerciseTexts
from voice_coach.routine.pronunciations import Pronunciations, pronunciations_from
from voice_coach.routine.reading import exercise_texts_from, exercises_from, lines_from, sources_from
from voice_coach.routine.schema import check_shape, load_schema
from voice_coach.routine.words import check_fields
from voice_coach.routine.yaml_source import Node, read_yaml

Model = TypeVar("Model")

LANGUAGE_SUFFIX = re.compile(r"\.((?!vcr\.)[a-z]{2,3}(?:-[A-Z]{2})?)\.yaml$")
"""Ends word files' names: ``.en.yaml``; ``.vcr.yaml`` is a packed routine."""
PACKS = "packs"
"""Among a runner's routines: packs, a folder each."""

_MOST_READINGS = 500
"""The most files kept; 50 are shipped."""

WORDS = frozenset({"routine-text", "exercises-text", "coach", "safety", "programme"})
"""Schemas of texts with fields."""


def read_checked(path: Path, schema: str) -> tuple[Node | None, list[Finding]]:
    """The tree if its shape is right, and all findings."""
    node, findings = read_yaml(path)
    if node is None:
        return None, findings
    findings = findings + check_shape(node, load_schema(schema), path)
    if schema in WORDS and not findings:
        findings = check_fields(node, schema, path)
    return (None if errors_of(findings) else node), findings


class Readings:
    """Checked files for making many sessions; edits aren't seen."""

    def __init__(self) -> None:
        self._known: dict[tuple[Path, str], tuple[Any, list[Finding]]] = {}

    def read(
        self, path: Path, schema: str, build: Callable[[Node], Model]
    ) -> tuple[Model | None, list[Finding]]:
        """The model if valid, and findings. Don't change it."""
        known = self._known.get((path, schema))
        if known is None:
            node, findings = read_checked(path, schema)
            known = (None if node is None else build(node), findings)
            if len(self._known) >= _MOST_READINGS:
                self._known.clear()
            self._known[path, schema] = known
        return known


def is_packed(path: Path) -> bool:
    """Was it added as a pack?"""
    return path.parent.parent.name == PACKS and path.parent.name == path.stem


def pack_folders(folder: Path) -> tuple[Path, ...]:
    """What a pack is read with: itself and what lay beneath it, not the runner's own, so it sounds as
    intended.
    """
    return (folder, folder / "beneath")


class Library:
    """Some folders' content in one language, each file read once; ``findings`` gathers mistakes."""

    def __init__(
        self, language: str, extra_folders: Sequence[Path] = (), readings: Readings | None = None
    ) -> None:
        self._readings = Readings() if readings is None else readings
        self.language = language
        self.folders = (*extra_folders, content_folder("routines"))
        self.findings: list[Finding] = []
        self._exercises: dict[str, dict[str, Exercise]] = {}
        self._texts: dict[str, dict[str, ExerciseTexts]] = {}
        self._lines: dict[str, tuple[str, ...]] | None = None

    def read(self, path: Path, schema: str, build: Callable[[Node], Model]) -> Model | None:
        model, findings = self._readings.read(path, schema, build)
        self.findings += findings
        return model

    def exercises(self, area: str) -> dict[str, Exercise]:
        """By name, the runner's first."""
        if area not in self._exercises:
            self._exercises[area] = self._merged(f"{area}.yaml", "exercises", exercises_from)
        return self._exercises[area]

    def texts(self, area: str) -> dict[str, ExerciseTexts]:
        """Texts by exercise."""
        if area not in self._texts:
            name = f"{area}.{self.language}.yaml"
            self._texts[area] = self._merged(name, "exercises-text", exercise_texts_from)
        return self._texts[area]

    def lines(self) -> dict[str, tuple[str, ...]]:
        """Empty if the language has none."""
        if self._lines is None:
            paths = (folder / f"coach.{self.language}.yaml" for folder in self.folders)
            path = next((path for path in paths if path.is_file()), None)
            self._lines = {} if path is None else self.read(path, "coach", lines_from) or {}
        return self._lines

    def pronunciations(self) -> Pronunciations:
        """Of every folder; an earlier one's entries first."""
        found = Pronunciations(self.language)
        for folder in reversed(self.folders):
            path = folder / f"pronunciations.{self.language}.yaml"
            if path.is_file():
                own = self.read(path, "pronunciations", pronunciations_from)
                found = found if own is None else own.over(found)
        return found

    def languages(self) -> list[str]:
        """With words for a routine or the coach."""
        found = (
            LANGUAGE_SUFFIX.search(path.name) for folder in self.folders for path in folder.glob("*.yaml")
        )
        return sorted({match[1] for match in found if match})

    def sources(self) -> dict[str, str]:
        """What each source is, by the key that exercises name."""
        found: dict[str, str] = {}
        for folder in reversed(self.folders):
            path = folder / "sources.yaml"
            if path.is_file():
                found |= self.read(path, "sources", sources_from) or {}
        return found

    def areas(self) -> list[str]:
        """Areas with an exercise file."""
        found = (path for folder in self.folders for path in (folder / "exercises").glob("*.yaml"))
        return sorted({path.stem for path in found if not LANGUAGE_SUFFIX.search(path.name)})

    def routine_files(self) -> dict[str, Path]:
        """By name; an earlier folder's replaces a later one's."""
        found: dict[str, Path] = {}
        for folder in self.folders:
            for path in sorted(folder.glob("*.yaml")):
                named = path.name != "sources.yaml" and not path.name.endswith(".vcr.yaml")
                if named and not LANGUAGE_SUFFIX.search(path.name):
                    found.setdefault(path.stem, path)
            for path in sorted(folder.glob(f"{PACKS}/*/*.yaml")):
                if path.stem == path.parent.name:
                    found.setdefault(path.stem, path)
        return found

    def _merged(self, name: str, schema: str, build: Callable[[Node], dict[str, Model]]) -> dict[str, Model]:
        merged: dict[str, Model] = {}
        for folder in self.folders:
            path = folder / "exercises" / name
            if path.is_file():
                for key, model in (self.read(path, schema, build) or {}).items():
                    merged.setdefault(key, model)
        return merged
