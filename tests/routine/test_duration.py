"""Durations: read as written, never without a unit, and the same in code and in the published schemas."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.content import content_folder
from voice_coach.routine.duration import (
    MAXIMUM_SECONDS,
    PATTERN,
    DurationError,
    parse_duration,
)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("30 s", 30),
        ("30s", 30),
        ("2.5 s", 2.5),
        ("1 min", 60),
        ("1.5 min", 90),
        ("1 min 30 s", 90),
        ("2 minutes 5 seconds", 125),
        ("0 s", 0),
        ("180 min", MAXIMUM_SECONDS),
    ],
)
def test_reads_what_people_write(text: str, seconds: float) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("30", "'30' has no unit"),
        ("-5 s", "'-5 s' is negative"),
        ("20 parsecs", "'20 parsecs' has a unit or a form that isn't known"),
        ("30 s 1 min", "'30 s 1 min' has a unit or a form that isn't known"),
        ("soon", "'soon' isn't a duration"),
        ("", "'' isn't a duration"),
        ("1,5 min", "'1,5 min' has a unit or a form that isn't known"),
        ("181 min", "'181 min' is over 3 hours"),
        ("999999 min", "'999999 min' is over 3 hours"),
    ],
)
def test_says_what_is_wrong(text: str, problem: str) -> None:
    with pytest.raises(DurationError) as caught:
        parse_duration(text)
    assert caught.value.problem == problem


@given(st.integers(0, 179), st.integers(0, 59_999))
def test_minutes_and_seconds_add_up(minutes: int, milliseconds: int) -> None:
    wanted = pytest.approx(60 * minutes + milliseconds / 1000, abs=1e-9)
    assert parse_duration(f"{minutes} min {milliseconds / 1000:.3f} s") == wanted
    assert parse_duration(f"{minutes}min {milliseconds / 1000:.3f}s") == wanted


@given(st.text(alphabet="0123456789.,- mins\n", max_size=14))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        seconds = parse_duration(text)
    except DurationError:
        return
    assert 0 <= seconds <= MAXIMUM_SECONDS


def test_the_schemas_have_the_same_pattern() -> None:
    found = []
    for path in (content_folder("routines") / "schema").glob("*.json"):
        definitions = json.loads(path.read_text(encoding="utf-8")).get("$defs", {})
        if "duration" in definitions:
            found.append(definitions["duration"]["pattern"])
    assert len(found) == 2
    assert set(found) == {PATTERN}
