"""Histories that travel: out and in again without loss, and refused with line and key."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.records.test_session_lines import OLD, sessions
from voice_coach.errors import InputError
from voice_coach.records.exchange import exported, imported
from voice_coach.records.past_session import PastSession

DATED = PastSession("2026-03-01T07:30:00+00:00", "warmup", 7.8, ("glutes",), True)


@settings(max_examples=20)
@given(st.lists(sessions, min_size=1, max_size=3))
def test_what_goes_out_comes_in(kept: list[PastSession]) -> None:
    assert imported(exported(kept), "file") == tuple(kept)
    whole = json.dumps([one.as_json() for one in kept], indent=1).encode()
    assert imported(whole, "file") == tuple(kept)


def test_a_phones_file_comes_in() -> None:
    (session,) = imported(f"\ufeff{OLD}\r\n\r\n".encode(), "history.jsonl")
    assert session.areas == ("glutes", "calves")


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (b"", "f holds no session."),
        (b"\xff", "f, line 3: it isn't text in UTF-8."),
        (b"{}", "f, line 3: 'when' is missing."),
        (b'{"minutes": Infinity}', "f, line 3: Infinity is no number."),
        (b"[" * 100_000, "f, line 3: it isn't JSON."),
    ],
)
def test_a_hostile_file_is_refused_with_its_line(damage: bytes, told: str) -> None:
    before = exported([DATED, DATED]) if damage else b""
    with pytest.raises(InputError) as problem:
        imported(before + damage, "f")
    assert problem.value.message == told
    assert problem.value.code == "bad-history"


def test_a_hostile_list_is_refused_with_its_place() -> None:
    for text, told in (
        (json.dumps([DATED.as_json(), 7]), "f, session 2: it isn't a JSON object."),
        ("[1,\n2,]", "f, line 2: it isn't JSON."),
        ("[" * 100_000, "f isn't JSON."),
    ):
        with pytest.raises(InputError) as problem:
            imported(text.encode(), "f")
        assert problem.value.message == told


@given(st.binary(max_size=200))
def test_any_file_is_read_or_refused_in_a_sentence(data: bytes) -> None:
    for whole in (data, exported([DATED]) + data, b"[" + data):
        try:
            imported(whole, "f")
        except InputError as problem:
            assert "\n" not in problem.message
