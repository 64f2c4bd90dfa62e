"""Every test module is in one category, and a unit needs nothing that `make quick` leaves out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.categories import CATEGORIES, FOLDERS, MODULES, TESTS, modules_of

ALL = sorted(TESTS.rglob("test_*.py"))
NOT_FOR_UNITS = re.compile(
    r"virtual_audio|selenium|said_aloud|listening\.voices|open_recogniser\(|AcousticRecogniser\(|"
    r"VoskRecogniser\(|import subprocess|open_voice\("
)


def test_every_module_is_in_exactly_one_category() -> None:
    by_category = {category: modules_of(category) for category in CATEGORIES}
    assert all(by_category.values())
    assert sorted(path for paths in by_category.values() for path in paths) == ALL


def test_every_folder_of_tests_has_a_category() -> None:
    folders = {path.relative_to(TESTS).parts[0] for path in ALL if path.parent != TESTS}
    assert folders <= set(FOLDERS), "name it in tests/categories.py"


def test_no_exception_is_stale() -> None:
    assert {(TESTS / name).exists() for name in MODULES} == {True}
    assert {(TESTS / folder).is_dir() for folder in FOLDERS} == {True}


@pytest.mark.parametrize("module", modules_of("unit"), ids=str)
def test_a_unit_needs_nothing_outside_its_process(module: Path) -> None:
    if module != Path(__file__):
        assert NOT_FOR_UNITS.findall(module.read_text(encoding="utf-8")) == []


def test_each_test_has_the_marker_of_its_module(request: pytest.FixtureRequest) -> None:
    markers = {marker.name for marker in request.node.iter_markers()} & set(CATEGORIES)
    assert markers == {"unit"}
    declared = [line.split(":")[0] for line in request.config.getini("markers")]
    assert set(CATEGORIES) <= set(declared)
