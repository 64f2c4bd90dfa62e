"""Claims about an area, with sources: ``routines/claims.LANGUAGE.yaml``."""

from __future__ import annotations

from typing import NamedTuple

from voice_coach.errors import InputError
from voice_coach.routine.findings import nearest, raise_errors
from voice_coach.routine.library import Library, read_checked
from voice_coach.routine.yaml_source import plain


class Claim(NamedTuple):
    """``sources``: whole citations."""

    text: str
    sources: tuple[str, ...]


def claims_about(area: str, library: Library) -> tuple[Claim, ...]:
    """Best known first. Raises ``InputError``: ``unknown-area``, ``no-claims``, ``routine-invalid``."""
    paths = (folder / f"claims.{library.language}.yaml" for folder in library.folders)
    path = next((path for path in paths if path.is_file()), None)
    if path is None:
        problem = f"There are no claims in the language {library.language!r}."
        raise InputError(problem, hint="Take --language en.", code="no-claims")
    node, findings = read_checked(path, "claims")
    raise_errors(findings)
    assert node is not None
    areas = plain(node)["areas"]
    if area not in areas:
        hint = nearest(area, areas).capitalize() or f"Areas are {', '.join(areas)}."
        raise InputError(f"Nothing is known about {area!r}.", hint=hint, code="unknown-area")
    cited = library.sources()
    return tuple(
        Claim(claim["say"], tuple(cited.get(key, key) for key in claim["sources"])) for claim in areas[area]
    )
