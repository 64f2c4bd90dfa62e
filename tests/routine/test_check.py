"""``check_file``: all mistakes of a file at once, each in its exact sentence; never a traceback."""

# ruff: noqa: E501 (the exact sentences stand whole)

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from voice_coach.content import content_folder
from voice_coach.errors import InputError
from voice_coach.listening.command_phrases import command_phrases
from voice_coach.routine.check import check_file, kind_of
from voice_coach.routine.findings import Finding, errors_of
from voice_coach.routine.loader import load_plan

CONTENT = content_folder("routines")
GOOD = """\
format: 1
name: mine
use: recovery
tools: [roller, ball]
switch_gap: 6 s
areas:
  - area: glutes
  - area: calves
"""
WORDS = """\
format: 1
language: en
title: Mine
summary: Mine.
opening: Breathe.
closing: Well done.
"""


def write(folder: Path, routine: str = GOOD, words: str | None = WORDS) -> Path:
    path = folder / "mine.yaml"
    path.write_text(routine, encoding="utf-8")
    if words is not None:
        (folder / "mine.en.yaml").write_text(words, encoding="utf-8")
    return path


def sentences(path: Path) -> list[str]:
    return [str(finding).replace(f"{path.parent}/", "") for finding in check_file(path, command_phrases)]


@pytest.mark.parametrize("path", sorted(CONTENT.rglob("*.yaml")), ids=lambda path: path.name)
def test_everything_shipped_is_free_of_findings(path: Path) -> None:
    assert check_file(path, command_phrases) == []


def test_a_good_routine_has_no_findings(tmp_path: Path) -> None:
    assert sentences(write(tmp_path)) == []


MISTAKES = [
    ("format: 1", "format: 2",
     "mine.yaml:1: format: is 2, a bare number; expected 1, the version of this file format."),
    ("name: mine", "name: yours",
     "mine.yaml:2: name: is 'yours', but the file is called mine.yaml; expected 'mine'."),
    ("name: mine", "name: My Legs",
     "mine.yaml:2: name: is 'My Legs'; expected the routine's name, the same as its file name."),
    ("use: recovery", "use: warmup",
     "mine.yaml:3: use: is 'warmup'; did you mean 'warm-up'?"),
    ("use: recovery\n", "",
     "mine.yaml:1: use: is missing; expected what it is for: warm-up, recovery, maintenance or short."),
    ("[roller, ball]", "[rollar, ball]",
     "mine.yaml:4: tools.1: is 'rollar'; did you mean 'roller'?"),
    ("[roller, ball]", "[]",
     "mine.yaml:4: tools: is an empty list; expected a list of the tools it is made for, best first, such as [roller, ball]."),
    ("[roller, ball]", "[ball, ball]",
     "mine.yaml:4: tools.2: 'ball' is listed twice; expected it once."),
    ("switch_gap: 6 s", "switch_gap: 6",
     "mine.yaml:5: switch_gap: is 6, a bare number; expected the time to change sides, with its unit, such as 6 s."),
    ("switch_gap: 6 s", "switch_gap: '6'",
     "mine.yaml:5: switch_gap: '6' has no unit; expected the time to change sides, with its unit, such as 6 s."),
    ("switch_gap: 6 s", "switch gap: 6 s",
     "mine.yaml:5: switch gap: isn't a key known here; did you mean 'switch_gap'?"),
    ("switch_gap: 6 s", "switch_gap:",
     "mine.yaml:5: switch_gap: is empty; expected the time to change sides, with its unit, such as 6 s."),
    ("area: calves", "area: calfs",
     "mine.yaml:8: areas.2.area: 'calfs' isn't an area; did you mean 'calves'?"),
    ("area: calves", "area: calves\n    exercise: calve-ball",
     "mine.yaml:8: areas.2.exercise: 'calve-ball' isn't an exercise of calves; did you mean 'calves-ball'?"),
    ("area: calves", "area: calves\n    hold: -5 s",
     "mine.yaml:9: areas.2.hold: '-5 s' is negative; expected the time on one spot, with its unit, such as 20 s."),
    ("area: calves", "area: calves\n    hold: 20 sek",
     "mine.yaml:9: areas.2.hold: '20 sek' has a unit or a form that isn't known; expected the time on one spot, with its unit, such as 20 s."),
    ("area: calves", "area: calves\n    hold: 500 min",
     "mine.yaml:9: areas.2.hold: '500 min' is over 3 hours; expected the time on one spot, with its unit, such as 20 s."),
    ("area: calves", "area: calves\n    hold: 100 min",
     "mine.yaml: areas: take 203 minutes; expected at most 3 hours in all."),
    ("area: calves", "area: calves\n    strokes: -3",
     "mine.yaml:9: areas.2.strokes: is -3, which is negative; expected how many strokes the sweep has, a whole number."),
    ("area: calves", "area: calves\n    strokes: 2.5",
     "mine.yaml:9: areas.2.strokes: is 2.5, a bare number; expected how many strokes the sweep has, a whole number."),
    ("area: calves", "area: calves\n    strokes: 900",
     "mine.yaml:9: areas.2.strokes: is 900, which is too large; expected at most 200."),
    ("area: calves", "area: calves\n    hodl: 20 s",
     "mine.yaml:9: areas.2.hodl: isn't a key known here; did you mean 'hold'?"),
    ("area: calves", "area: calves\n    area: quads",
     "mine.yaml:9: area: is written twice, first in line 8; expected it once."),
    ("- area: glutes", "- glutes",
     "mine.yaml:7: areas.1: is 'glutes'; expected an area, such as: - area: calves."),
    ("[roller, ball]", "[stick]",
     "mine.yaml:7: areas.1: glutes has no exercise with stick; expected one of roller, ball, gun."),
    ("area: calves", "area: calves\n    hold: 90 s",
     "mine.yaml:8: areas.2: holds one spot for 90 s; expected at most 60 s on one spot. (warning)"),
    ("area: calves", "area: calves\n    holds: 5",
     "mine.yaml:8: areas.2: works one side for 214 s; expected at most 120 s in a set. (warning)"),
    ("area: calves", "area: calves\n    stroke: 1 s",
     "mine.yaml:8: areas.2: has strokes of 1 s; expected 2 to 4 s one way. (warning)"),
    ("area: calves", "area: calves\n    side: left",
     "mine.yaml:8: areas.2: works the left side only; expected the same time on both sides. (warning)"),
    ("  - area: calves", "  - area: calves\n  - area: quads",
     "mine.yaml:9: areas.3: quads comes out of order; expected the order from glutes to calves. (warning)"),
]  # fmt: skip


@pytest.mark.parametrize(("good", "bad", "sentence"), MISTAKES, ids=lambda value: str(value)[:40])
def test_each_mistake_has_its_sentence(tmp_path: Path, good: str, bad: str, sentence: str) -> None:
    assert good in GOOD
    assert sentence in sentences(write(tmp_path, GOOD.replace(good, bad)))


WORD_MISTAKES = [
    ("opening: Breathe.", "opening:",
     "mine.en.yaml:5: opening: is empty; expected one sentence or a list of sentences said first, safety among them."),
    ("opening: Breathe.", "opening: ''",
     "mine.en.yaml:5: opening: is empty; expected one sentence or a list of sentences said first, safety among them."),
    ("opening: Breathe.", "opening: [Breathe., ' ']",
     "mine.en.yaml:5: opening.2: is empty; expected a sentence to be spoken."),
    ("opening: Breathe.", "opening: [3]",
     "mine.en.yaml:5: opening.1: is 3, a bare number; expected a sentence to be spoken."),
    ("opening: Breathe.", "opening: Breathe, {side}.",
     "mine.en.yaml:5: opening: uses {side}, which isn't filled in here; expected a sentence without braces."),
    ("opening: Breathe.", "opening: Breathe }.",
     "mine.en.yaml:5: opening: has a brace without its partner; expected a sentence without braces."),
    ("opening: Breathe.", "opening: Lean back.",
     "mine.en.yaml:5: opening: contains 'back', which the coach obeys as 'back'; expected other words. (warning)"),
    ("title: Mine", "title: Stop the pain",
     "mine.en.yaml:3: title: contains 'stop', which the coach obeys as 'stop'; expected other words. (warning)"),
    ("language: en", "language: de",
     "mine.en.yaml:2: language: is 'de', but the file name says 'en'; expected the same in both."),
    ("language: en", "language: english",
     "mine.en.yaml:2: language: is 'english'; expected a language code, such as en, de or pt-BR."),
]  # fmt: skip


@pytest.mark.parametrize(("good", "bad", "sentence"), WORD_MISTAKES, ids=lambda value: str(value)[:40])
def test_each_mistake_in_words_has_its_sentence(tmp_path: Path, good: str, bad: str, sentence: str) -> None:
    assert good in WORDS
    assert sentences(write(tmp_path, words=WORDS.replace(good, bad))) == [sentence]


def test_all_mistakes_are_reported_and_loading_names_them_too(tmp_path: Path) -> None:
    bad = GOOD.replace("recovery", "warmup").replace("6 s", "6").replace("glutes", "glutes\n    hodl: 1 s")
    path = write(tmp_path, bad)
    assert len(errors_of(check_file(path, command_phrases))) == 3
    with pytest.raises(InputError) as caught:
        load_plan(path)
    assert caught.value.code == "routine-invalid"
    for number in (3, 5, 8):
        assert f"mine.yaml:{number}: " in caught.value.message


def test_words_must_be_there(tmp_path: Path) -> None:
    path = write(tmp_path, words=None)
    assert sentences(path) == [
        "mine.yaml: has no words in any language; expected a file mine.en.yaml beside it."
    ]


def test_an_exercise_file_is_checked_like_ours(tmp_path: Path) -> None:
    folder = tmp_path / "exercises"
    folder.mkdir()
    for name in ("calves.yaml", "calves.en.yaml"):
        shutil.copy(CONTENT / "exercises" / name, folder)
    path = folder / "calves.yaml"
    assert check_file(path, command_phrases) == []
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("    sides: each\n", "", 1).replace("practice]", "practise]", 1), encoding="utf-8"
    )
    expected = "exercises.calves-roller.sides: is missing; expected each (left and right by turns) or both (at once)."
    assert expected in "\n".join(sentences(path))
    path.write_text(text.replace("practice]", "practise]", 1), encoding="utf-8")
    assert any("'practise' isn't in sources.yaml; did you mean 'practice'?" in one for one in sentences(path))
    path.write_text(text.replace("calves-ball", "calves-bal"), encoding="utf-8")
    found = "\n".join(sentences(path))
    assert "exercises.calves-bal: is missing in the language 'en'; expected its words." in found
    (folder / "calves.en.yaml").unlink()
    assert any("has no words in any language" in one for one in sentences(path))


def test_the_kind_of_a_file_is_its_place_and_name() -> None:
    kinds = {kind_of(path) for path in CONTENT.rglob("*.yaml")}
    assert kinds == {
        *("routine", "routine-text", "exercises", "exercises-text"),
        *("coach", "sources", "safety", "claims", "insights", "programme", "pronunciations"),
    }


PIECES = st.sampled_from(
    ["", "\t", "- ", ": ", "{", "}", "[", "]", "*x", "&x ", "!t ", "#", "'", '"', "|", ">", "\n", "  ", "0", "-1",
     "null", "area:", "  - area: quads\n", "\x00", "é", "30 s", "---\n", "? "]
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(
        [
            "mine.yaml",
            "mine.en.yaml",
            "exercises/calves.yaml",
            "exercises/calves.en.yaml",
            "coach.en.yaml",
            "pronunciations.en.yaml",
        ]
    ),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 6), PIECES), min_size=1, max_size=4),
)
def test_every_file_gone_wrong_is_accepted_or_explained(
    tmp_path: Path, name: str, edits: list[tuple[float, int, str]]
) -> None:
    write(tmp_path)
    (tmp_path / "exercises").mkdir(exist_ok=True)
    for shipped in (
        "exercises/calves.yaml",
        "exercises/calves.en.yaml",
        "coach.en.yaml",
        "pronunciations.en.yaml",
    ):
        shutil.copy(CONTENT / shipped, tmp_path / shipped)
    path = tmp_path / name
    text = path.read_text(encoding="utf-8")
    for where, removed, piece in edits:
        at = round(where * len(text))
        text = text[:at] + piece + text[at + removed :]
    path.write_text(text, encoding="utf-8")
    findings = check_file(path, command_phrases)
    assert all(isinstance(finding, Finding) and finding.problem for finding in findings)
    if errors_of(findings) and name != "exercises/calves.yaml":
        # Words of one's own that were lost may still be found among ours; a broken file never is.
        name_of_file = name.rpartition("/")[2]
        assert any(finding.file.name == name_of_file for finding in findings)
    problem = _problem_of_loading(tmp_path / "mine.yaml")
    assert problem is None or problem.code == "routine-invalid"
    if name.startswith("mine"):
        assert (problem is None) == (not errors_of(findings))


def _problem_of_loading(path: Path) -> InputError | None:
    try:
        plan = load_plan(path)
    except InputError as error:
        return error
    assert plan.steps
    return None


@given(st.binary(max_size=200))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_explained(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "mine.yaml"
    path.write_bytes(data)
    assert errors_of(check_file(path, command_phrases))
