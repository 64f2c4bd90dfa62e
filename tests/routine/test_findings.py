"""The hint for an unknown word."""

from __future__ import annotations

import pytest

from voice_coach.routine.findings import did_you_mean, nearest

SIXTEEN = tuple(f"name-{number:02}" for number in range(16))


@pytest.mark.parametrize(
    ("word", "known", "hint"),
    [
        ("hlod", ("hold", "search"), "did you mean 'hold'?"),
        (" IT Band", ("it_band", "calves"), "did you mean 'it_band'?"),
        ("xyz", ("hold", "search"), "one of hold, search"),
        ("xyz", (), ""),
        ("qqqq", SIXTEEN, f"one of {', '.join(SIXTEEN)}"),
        ("qqqq", (*SIXTEEN, "name-16"), ""),
    ],
)
def test_a_near_miss_is_named_and_a_short_list_is_told(word: str, known: tuple[str, ...], hint: str) -> None:
    assert did_you_mean(word, known) == hint


def test_something_else_has_no_nearest() -> None:
    assert nearest("xyz", ("hold", "search")) == ""
