"""File names: inside the folder, safe on every system, the same forever, different for different slugs."""

from __future__ import annotations

import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.batch.naming import file_name, slug


@pytest.mark.parametrize(
    ("member", "routine", "name"),
    [
        ("Ana Díaz", "warmup", "ana-díaz_warmup.mp3"),
        ("../../etc/passwd", "warmup", "etc-passwd_warmup.mp3"),
        ("CON", "my/knees.yaml", "con_knees.mp3"),
        ("a_b", r"C:\files\knees.yml", "a-b_knees.mp3"),
        ("  O'Brien, J.  ", "it-band", "o-brien-j_it-band.mp3"),
        ("जीवन", "warmup", "जीवन_warmup.mp3"),
        ("Stra\u00dfe", "warmup", "strasse_warmup.mp3"),
    ],
)
def test_names_as_they_are_for_ever(member: str, routine: str, name: str) -> None:
    assert file_name(member, routine) == name


@pytest.mark.parametrize("member", ["", " ", "...", "/", "-_-", "\N{COMBINING ACUTE ACCENT}"])
def test_a_name_of_nothing_is_refused(member: str) -> None:
    with pytest.raises(ValueError, match="has no letter or digit"):
        file_name(member, "warmup")


@given(st.text(max_size=300), st.text(max_size=300))
def test_every_name_stays_in_its_folder(member: str, routine: str) -> None:
    try:
        name = file_name(member, routine)
    except ValueError:
        return
    assert (Path("folder") / name).parent == Path("folder")
    assert len(name.encode()) < 200
    assert not set(name) & set('<>:"/\\|?*\0' + string.whitespace)
    assert not name.startswith((".", "-"))
    assert name == name.casefold()
    assert name.count(".") == 1
    assert name.count("_") == 1


@given(st.text("ab", min_size=81, max_size=300), st.text("ab", min_size=81, max_size=300))
def test_long_names_that_differ_stay_different(first: str, second: str) -> None:
    assert (slug(first) == slug(second)) == (first == second)
    assert len(slug(first).encode()) <= 80
