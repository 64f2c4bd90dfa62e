"""Warnings for what is legal but unwise, in routines and in exercises."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from voice_coach.content import content_folder
from voice_coach.routine.check import check_file

CONTENT = content_folder("routines")
HEAD = "format: 1\nname: mine\nuse: recovery\ntools: [roller, ball]\nswitch_gap: 6 s\nareas:\n"


def warnings(folder: Path, areas: str) -> list[str]:
    (folder / "mine.yaml").write_text(HEAD + areas, encoding="utf-8")
    shutil.copy(CONTENT / "warmup.en.yaml", folder / "mine.en.yaml")
    found = check_file(folder / "mine.yaml")
    assert all(finding.severity == "warning" for finding in found), found
    return [f"{finding.key}: {finding.problem}" for finding in found]


@pytest.mark.parametrize(
    ("areas", "said"),
    [
        ("  - {area: calves, exercise: calves-gun, hold: 30 s}\n", ["areas.1: holds one spot for 30 s"]),
        ("  - {area: calves, hold: 3 s}\n", ["areas.1: has no sentence that fits into a hold of 3 s"]),
        ("  - {area: calves, hold: 3.5 s}\n", ["areas.1: has no sentence that fits into a hold of 3.5 s"]),
        ("  - {area: calves, hold: 4 s}\n", []),
        ("  - {area: calves, hold: 8 s}\n", []),
        (
            "  - {area: calves, setup: 1 s}\n",
            ["areas.1: takes 7 s to say its position and leaves 1 s to take it"],
        ),
        (
            "  - {area: calves, exercise: calves-stretch}\n  - {area: calves}\n",
            ["areas.1: stretches calves before it is rolled"],
        ),
        ("  - {area: calves, side: left}\n", ["areas.1: works the left side only"]),
        ("  - {area: calves, side: left}\n  - {area: calves, side: right}\n", []),
        (
            "  - {area: calves, side: left}\n  - {area: calves, side: right, hold: 20 s}\n",
            ["areas.1: works the left side only", "areas.2: works the right side only"],
        ),
        (
            "".join(["  - {area: calves, exercise: calves-gun, dose: most}\n"] * 6),
            ["areas: work 18 minutes with the gun"],
        ),
    ],
)
def test_a_routine(tmp_path: Path, areas: str, said: list[str]) -> None:
    assert warnings(tmp_path, areas) == said


@pytest.mark.parametrize(
    ("good", "bad", "said"),
    [
        (
            "search: 8 s, hold: 30 s}\n      most",
            "search: 8 s, hold: 70 s}\n      most",
            "holds one spot for 70 s",
        ),
        ("{strokes: 10, holds: 2", "{strokes: 30, holds: 2", "works one side for 170 s"),
        (
            "{strokes: 4, holds: 1, search: 8 s",
            "{strokes: 40, holds: 1, search: 8 s",
            "has doses out of order",
        ),
        ("stretch: calves-stretch", "stretch: calf-stretch", "is paired with 'calf-stretch'"),
    ],
)
def test_an_exercise(tmp_path: Path, good: str, bad: str, said: str) -> None:
    folder = tmp_path / "exercises"
    folder.mkdir()
    shutil.copy(CONTENT / "exercises" / "calves.en.yaml", folder)
    text = (CONTENT / "exercises" / "calves.yaml").read_text(encoding="utf-8")
    assert good in text
    (folder / "calves.yaml").write_text(text.replace(good, bad, 1), encoding="utf-8")
    found = check_file(folder / "calves.yaml")
    assert any(finding.problem.startswith(said) and finding.severity == "warning" for finding in found), found
    assert all(finding.line for finding in found)


def test_a_place_that_has_no_name_is_told_with_the_nearest_that_has(tmp_path: Path) -> None:
    folder = tmp_path / "exercises"
    folder.mkdir()
    shutil.copy(CONTENT / "exercises" / "calves.en.yaml", folder)
    text = (CONTENT / "exercises" / "calves.yaml").read_text(encoding="utf-8")
    for place, expected in (("shin-bones", "shin-bone"), ("zzz", "a term of docs/writing-routines.md")):
        (folder / "calves.yaml").write_text(text.replace("shin-bone", place, 1), encoding="utf-8")
        (found,) = check_file(folder / "calves.yaml")
        assert found.problem == f"keeps off {place!r}, which has no name in other languages"
        assert expected in found.expected


def test_exercises_without_words_are_told_as_a_whole_file(tmp_path: Path) -> None:
    folder = tmp_path / "exercises"
    folder.mkdir()
    shutil.copy(CONTENT / "exercises" / "calves.yaml", folder)
    (found,) = check_file(folder / "calves.yaml")
    assert str(found).startswith(f"{folder / 'calves.yaml'}: has no words in any language")
