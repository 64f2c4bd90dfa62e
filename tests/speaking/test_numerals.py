"""Numbers in words, held against a library that writes them too."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words

from voice_coach.speaking.numerals import Numerals, numerals

NUMBERS = st.one_of(st.integers(0, 130), st.integers(0, 999_999))


def rules(language: str) -> Numerals:
    found = numerals(language)
    assert found is not None
    return found


@given(NUMBERS)
def test_english_as_the_library_writes_it(number: int) -> None:
    assert rules("en-GB").cardinal(number, "") == num2words(number, lang="en").replace(",", "")
    ordinal = rules("en").ordinal
    assert ordinal is not None
    assert ordinal(number) == num2words(number, lang="en", to="ordinal").replace(",", "")


@given(NUMBERS)
def test_spanish_as_the_library_writes_it(number: int) -> None:
    expected = num2words(number, lang="es")
    if number // 1000 % 10 == 1 and number // 1000 % 100 != 11 and number > 2000:
        # The library forgets that thousands are masculine nouns.
        expected = expected.replace("veintiuno mil", "veintiún mil").replace("uno mil", "un mil")
    assert rules("es").cardinal(number, "") == expected


@pytest.mark.parametrize(
    ("number", "following", "said"),
    [
        (1, "minuto", "un"),
        (1, "hora", "una"),
        (1, "de", "uno"),
        (1, "vez", "una"),
        (21, "segundos", "veintiún"),
        (21, "repeticiones", "veintiuna"),
        (31, "días", "treinta y un"),
        (200, "horas", "doscientas"),
        (500, "metros", "quinientos"),
        (500, "veces", "quinientas"),
        (10, "horas", "diez"),
    ],
)
def test_spanish_numbers_agree_with_what_they_count(number: int, following: str, said: str) -> None:
    assert rules("es").cardinal(number, following) == said


def test_other_languages_have_no_rules() -> None:
    assert numerals("fr") is None
