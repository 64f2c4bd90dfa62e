"""A programme's words, from ``routines/programme.LANGUAGE.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from voice_coach.routine.findings import raise_errors
from voice_coach.routine.library import Library, read_checked
from voice_coach.routine.yaml_source import plain


class ProgrammeTexts(NamedTuple):
    """Sentences with fields in braces, as in the schema."""

    title: str
    week: str
    days: Mapping[str, str]
    uses: Mapping[str, str]
    rest: str
    summary: str
    file: str
    safety: str
    afterwards: str


def load_texts(library: Library) -> ProgrammeTexts:
    """In the library's language, or English. Raises ``InputError`` (``routine-invalid``)."""
    for language in (library.language, "en"):
        for folder in library.folders:
            path = folder / f"programme.{language}.yaml"
            if path.is_file():
                node, findings = read_checked(path, "programme")
                raise_errors(findings)
                assert node is not None
                whole = plain(node)
                return ProgrammeTexts(**{key: whole[key] for key in ProgrammeTexts._fields})
    raise AssertionError("English is shipped")
