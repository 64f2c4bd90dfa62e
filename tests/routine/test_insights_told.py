"""The short whys: enough of them, each sourced and short, and between them the whole of the guide."""

from __future__ import annotations

import re

import pytest

from bench.source_text import GUIDE, untold
from voice_coach.content import content_folder
from voice_coach.routine.estimate import sentence_seconds
from voice_coach.routine.insights import choose_insights, insights_of
from voice_coach.routine.library import Library
from voice_coach.routine.yaml_source import plain, read_yaml

LANGUAGES = ("en", "es")


def insights(language: str) -> dict[str, dict[str, object]]:
    node, findings = read_yaml(content_folder("routines") / f"insights.{language}.yaml")
    assert node is not None
    assert findings == []
    found: dict[str, dict[str, object]] = plain(node)["insights"]
    return found


@pytest.mark.parametrize("point", GUIDE)
def test_the_whole_guide_is_told(point: str) -> None:
    said = {name: str(one["say"]).lower() for name, one in insights("en").items()}
    assert [name for name, text in said.items() if all(words in text for words in GUIDE[point])] != []


def test_what_the_guide_says_comes_before_what_studies_add() -> None:
    from_guide = ["guide" in one["sources"] for one in insights("en").values()]  # type: ignore[operator]
    assert all(from_guide[:30])


@pytest.mark.parametrize("language", LANGUAGES)
def test_insights_are_many_short_and_sourced(language: str) -> None:
    known = Library("en").sources()
    found = insights(language)
    assert len(found) >= 40
    assert len({one["say"] for one in found.values()}) == len(found)
    for name, one in found.items():
        text = str(one["say"])
        assert sentence_seconds(text, language) <= 7.5, name
        assert set(one["sources"]) <= known.keys(), name  # type: ignore[call-overload]
        assert set(one.get("areas", ())) <= set(Library("en").areas()), name  # type: ignore[call-overload]
        assert re.fullmatch(r"[^0-9()\[\]/&%;?]+[.!]", text), name


def test_languages_have_the_same_insights_on_the_same_grounds() -> None:
    first, second = insights("en"), insights("es")
    assert list(first) == list(second)
    for name, one in first.items():
        assert (one["sources"], one.get("areas")) == (second[name]["sources"], second[name].get("areas")), (
            name
        )


def test_two_weeks_of_sessions_tell_all_that_the_guide_says() -> None:
    """Three runs a week, each with a warm-up and a recovery, and a maintenance day: fourteen sessions."""
    known = insights_of(Library("en"))
    heard: list[str] = []
    for session in range(14):
        chosen = choose_insights(
            known, ["glutes", "quads", "it-band", "hamstrings", "calves"], heard, session
        )
        heard += [one.name for one in chosen]
    assert len(set(heard)) == len(heard)
    assert untold(str(insights("en")[name]["say"]) for name in heard) == []


@pytest.mark.parametrize("area", ["glutes", "quads", "it-band", "hamstrings", "calves"])
def test_each_area_of_the_guide_has_its_own(area: str) -> None:
    assert len([one for one in insights("en").values() if area in one.get("areas", ())]) >= 2  # type: ignore[operator]
