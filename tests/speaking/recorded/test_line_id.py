"""Ids: the same for the same words, whatever they look like; pinned, since recordings are named by them."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.speaking.recorded.line_id import file_name, id_inside, is_line_id, line_id, plain_words


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Now your calves.", "en", "en-hjgoandh45"),
        ("¿Qué lado, izquierda o derecha?", "es", "es-hgvo6y26v4"),
    ],
)
def test_an_id_never_changes(text: str, language: str, expected: str) -> None:
    assert line_id(text, language) == expected


@pytest.mark.parametrize(
    "other",
    [
        "That\u2019s it \u2013 now  “rest”.",
        'that\'s it - now "rest".',
        " THAT'S IT \u2014 NOW \u201cREST\u201d.\n",
        "That’s it –\u00a0now “rest”.",
    ],
)
def test_what_only_the_eye_sees_makes_no_difference(other: str) -> None:
    assert line_id(other, "en") == line_id('That\'s it - now "rest".', "en")


def test_other_words_punctuation_and_languages_do() -> None:
    ids = {line_id(text, "en") for text in ("Half way.", "Half way?", "Half way", "Half a way.")}
    assert len({*ids, line_id("Half way.", "es")}) == 5
    assert line_id("Half way.", "en-GB") == line_id("Half way.", "en_US") == line_id("Half way.", "en")


@given(st.text())
def test_any_text_has_an_id_and_a_legal_file_name(text: str) -> None:
    text = text.encode("utf-8", "ignore").decode()
    assert is_line_id(line_id(text, "en"))
    name = file_name(text, "en")
    assert len(name) < 80
    assert set(name) <= {*string.ascii_lowercase, *string.digits, "-", "_", "."}
    assert id_inside(name.removesuffix(".wav")) == line_id(text, "en")
    assert plain_words(plain_words(text)) == plain_words(text)


@pytest.mark.parametrize(
    ("stem", "expected"),
    [
        ("en-cluaflk4nk", "en-cluaflk4nk"),
        ("Take 3 EN-CLUAFLK4NK (best)", "en-cluaflk4nk"),
        ("now_en-cluaflk4nk-01", "en-cluaflk4nk"),
        ("golden-cluaflk4nk", ""),
        ("en-cluaflk4nkx", ""),
        ("en-cluaflk41k", ""),
        ("", ""),
    ],
)
def test_an_id_is_found_in_what_recorders_make_of_a_name(stem: str, expected: str) -> None:
    assert id_inside(stem) == expected
