"""How words are said, on file: the shipped files, an own one over them, and what the check says."""

from __future__ import annotations

from pathlib import Path

import pytest

from voice_coach.errors import InputError
from voice_coach.routine.check import check_file
from voice_coach.routine.loader import load_pronunciations

OWN = """\
format: 1
language: en
words:
  psoas: so-us
  TFL: tensor
units:
  reps: {one: rep, many: reps}
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "pronunciations.en.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "word",
    [
        "TFL",
        "IT band",
        "glute",
        "glutes",
        "use the",
        "hamstrings",
        "gastrocnemius",
        "soleus",
        "piriformis",
        "tibialis",
    ],
)
def test_the_words_that_voices_stumble_over_are_on_file(word: str) -> None:
    assert word in load_pronunciations("en").words


def test_an_own_folder_adds_words_and_replaces_some(tmp_path: Path) -> None:
    write(tmp_path, OWN)
    found = load_pronunciations("en", (tmp_path,))
    assert found.words["psoas"] == {"say": "so-us"}
    assert found.words["TFL"] == {"say": "tensor"}
    assert found.words["IT band"] == load_pronunciations("en").words["IT band"]
    assert found.units["reps"].one == "rep"
    assert found.units["s"].many == "seconds"


def test_a_language_without_a_file_has_no_words() -> None:
    assert not load_pronunciations("fr").words


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (OWN, ""),
        (OWN.replace("so-us", "3"), "pronunciations.en.yaml:4: words.psoas: is 3, a bare number"),
        (OWN.replace("so-us", "'4 5'"), "pronunciations.en.yaml:4: words.psoas: is '4 5'"),
        (OWN.replace("so-us", "{sey: so}"), "words.psoas.sey: isn't a key known here; did you mean 'say'?"),
        (OWN.replace("many: reps", "more: reps"), "units.reps.many: is missing"),
        (OWN.replace("psoas", "'*psoas'"), "words.*psoas: is '*psoas'"),
        (OWN.replace("language: en", "language: es"), "language: is 'es', but the file name says 'en'"),
    ],
)
def test_the_check_names_file_line_and_key(tmp_path: Path, text: str, sentence: str) -> None:
    found = [str(finding) for finding in check_file(write(tmp_path, text))]
    assert any(sentence in finding for finding in found) if sentence else found == []


def test_a_session_refuses_a_broken_file(tmp_path: Path) -> None:
    write(tmp_path, "format: 1\nlanguage: en\nwords: [a]\n")
    with pytest.raises(InputError, match=r"pronunciations\.en\.yaml:3: words: is a list"):
        load_pronunciations("en", (tmp_path,))
