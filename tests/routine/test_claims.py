"""Every claim is traceable: to a source on file, and its figures to that source's finding."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from voice_coach.content import content_folder
from voice_coach.errors import InputError
from voice_coach.routine.check import check_file
from voice_coach.routine.claims import claims_about
from voice_coach.routine.library import Library
from voice_coach.routine.yaml_source import plain, read_yaml

CONTENT = content_folder("routines")
LANGUAGES = sorted(path.name.split(".")[1] for path in CONTENT.glob("claims.*.yaml"))


def _read(name: str) -> dict[str, object]:
    node, findings = read_yaml(CONTENT / name)
    assert node is not None
    assert findings == []
    whole: dict[str, object] = plain(node)
    return whole


SOURCES: dict[str, dict[str, str]] = _read("sources.yaml")["sources"]  # type: ignore[assignment]


def _claims(language: str) -> list[tuple[str, str, list[str]]]:
    areas: dict[str, list[dict[str, object]]] = _read(f"claims.{language}.yaml")["areas"]  # type: ignore[assignment]
    return [
        (area, str(claim["say"]), list(claim["sources"]))  # type: ignore[call-overload]
        for area, claims in areas.items()
        for claim in claims
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_claim_rests_on_sources_that_are_on_file(language: str) -> None:
    claims = _claims(language)
    assert len(claims) >= 20
    assert [claim for claim in claims if not claim[2] or not set(claim[2]) <= SOURCES.keys()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_of_a_claim_stands_in_its_source(language: str) -> None:
    for _, said, keys in _claims(language):
        found = set(re.findall(r"\d+(?:\.\d+)?", " ".join(SOURCES[key]["finding"] for key in keys)))
        assert set(re.findall(r"\d+(?:\.\d+)?", said)) <= found, said


def test_every_source_is_used() -> None:
    library = Library("en")
    used = {key for _, _, keys in _claims("en") for key in keys}
    for area in library.areas():
        used |= {key for exercise in library.exercises(area).values() for key in exercise.sources}
    assert used == SOURCES.keys()


def test_every_exercise_rests_on_sources_that_are_on_file() -> None:
    library = Library("en")
    for area in library.areas():
        for exercise in library.exercises(area).values():
            assert set(exercise.sources) <= SOURCES.keys(), exercise.name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_area_has_claims(language: str) -> None:
    library = Library(language)
    for area in ("general", *(area for area in library.areas() if area != "dynamic")):
        claims = claims_about(area, library)
        assert claims
        assert all(claim.sources for claim in claims)


def test_languages_claim_the_same() -> None:
    first, *others = ([(area, keys) for area, _, keys in _claims(language)] for language in LANGUAGES)
    assert all(other == first for other in others)


def test_refusals(tmp_path: Path) -> None:
    for area, language, code in (("calfs", "en", "unknown-area"), ("calves", "tlh", "no-claims")):
        with pytest.raises(InputError) as caught:
            claims_about(area, Library(language))
        assert caught.value.code == code
    bad = tmp_path / "claims.en.yaml"
    text = (CONTENT / "claims.en.yaml").read_text(encoding="utf-8")
    bad.write_text(text.replace("konrad-2022", "konrad-2099"), encoding="utf-8")
    assert "'konrad-2099' isn't in sources.yaml" in " ".join(str(one) for one in check_file(bad))
