"""Settings: kept whole, known by name, and damage is told in one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.errors import InputError, OutputError
from voice_coach.records.settings import KEYS, Settings


@given(
    st.dictionaries(
        st.sampled_from(sorted(set(KEYS) - {"recognizer", "only-me", "judge"})),
        st.text(st.characters(categories=["L", "N"]), min_size=1),
    )
)
def test_what_is_set_is_kept(tmp_path_factory: pytest.TempPathFactory, values: dict[str, str]) -> None:
    settings = Settings(tmp_path_factory.mktemp("settings") / "settings.json")
    for key, value in values.items():
        settings.set(key, value)
    assert settings.all() == values
    for key in values:
        settings.set(key, "")
    assert settings.all() == {}


def test_an_unknown_setting_and_a_bad_value_are_refused(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "settings.json")
    for key, value in (("colour", "red"), ("voice", "x" * 300), ("voice", "a\nb"), ("judge", "on")):
        with pytest.raises(InputError):
            settings.set(key, value)
    assert not settings.path.exists()


@given(st.binary(max_size=200))
def test_any_file_is_read_or_explained(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    settings = Settings(tmp_path_factory.mktemp("settings") / "settings.json")
    settings.path.write_bytes(content)
    assert all(key in KEYS for key in settings.all())
    if settings.problem:
        assert str(settings.path) in settings.problem
    settings.set("voice", "espeak")
    assert (settings.get("voice"), settings.problem) == ("espeak", "")


@pytest.mark.parametrize(
    ("content", "kept"),
    [
        (b"{", {}),
        (b"[]", {}),
        (b"\xff" * 9, {}),
        (b"[" * 100_000, {}),
        (b'{"voice": "flite", "tools": 3, "colour": "red"}', {"voice": "flite"}),
        (b'\xef\xbb\xbf{"voice": "flite"}', {"voice": "flite"}),
        (b'{"voice": "flite"}' + b" " * 1_000_000, {}),
    ],
)
def test_what_can_be_read_holds_and_what_was_there_is_kept(
    tmp_path: Path, content: bytes, kept: dict[str, str]
) -> None:
    settings = Settings(tmp_path / "settings.json")
    settings.path.write_bytes(content)
    assert settings.all() == kept
    assert bool(settings.problem) == (not content.startswith(b"\xef"))
    damaged = bool(settings.problem)
    settings.set("tools", "ball")
    assert settings.all() == {**kept, "tools": "ball"}
    if damaged:
        assert (tmp_path / "settings.json.damaged").read_bytes() == content


def test_settings_that_are_no_file_are_explained(tmp_path: Path) -> None:
    (tmp_path / "settings.json").mkdir()
    assert Settings(tmp_path / "settings.json").all() == {}
    assert "a regular file" in Settings(tmp_path / "settings.json").problem


def test_a_place_that_cannot_be_written_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises((OutputError, InputError)):
        Settings(tmp_path / "file" / "settings.json").set("voice", "espeak")
