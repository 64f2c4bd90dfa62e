"""Insights rotate: the first unheard comes next, and none again within twelve sessions."""

from __future__ import annotations

import pytest

from voice_coach.routine.insights import choose_insights, insights_of
from voice_coach.routine.library import Library
from voice_coach.routine.plan import Insight

ALL_AREAS = frozenset({"glutes", "quads", "it-band", "hamstrings", "calves"})


@pytest.mark.parametrize("language", ["en", "es"])
def test_there_are_forty_or_more_each_with_a_known_source(language: str) -> None:
    library = Library(language)
    known = insights_of(library)
    assert len(known) >= 40
    assert [one.name for one in known] == [one.name for one in insights_of(Library("en"))]
    assert library.findings == []


def test_none_comes_again_within_twelve_sessions_and_all_come() -> None:
    known = insights_of(Library("en"))
    heard: list[str] = []
    for _ in range(30):
        chosen = [one.name for one in choose_insights(known, ALL_AREAS, heard, 0)]
        assert len(set(chosen)) == len(chosen) <= 3
        assert not set(chosen) & set(heard[-12 * 3 :])
        heard += chosen
    fitting = {one.name for one in known if not one.areas or set(one.areas) & ALL_AREAS}
    assert fitting <= set(heard)


def test_one_that_belongs_to_an_area_waits_for_it() -> None:
    known = (Insight("feet", "About feet.", ("feet",)), Insight("all", "About all.", ()))
    assert [one.name for one in choose_insights(known, {"calves"}, [], 0)] == ["all"]
    assert [one.name for one in choose_insights(known, {"feet"}, [], 0)] == ["feet", "all"]


def test_a_file_goes_on_where_the_seed_before_it_left_off() -> None:
    known = insights_of(Library("en"))
    first, second = (choose_insights(known, ALL_AREAS, None, seed) for seed in (0, 1))
    assert len(first) == len(second) == 3
    assert not set(first) & set(second)
