"""What sounds within a part, and when there's room for words: by the second, as the runner hears it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from voice_coach.session.timeline import Mark, hold_marks, search_marks, sweep_marks

RATE = 100


def shown(marks: Sequence[Mark], kind: str) -> str:
    return " ".join(f"{mark.offset / RATE:g}:{mark.name}" for mark in marks if mark.kind == kind)


@pytest.mark.parametrize(
    ("seconds", "tones"),
    [
        (11, "0:hold_start 1.2:breath_in 5.2:breath_out 8:countdown 9:countdown 10:countdown"),
        (12, "0:hold_start 1.2:breath_in 5.2:breath_out 6.2:half_way 9:countdown 10:countdown 11:countdown"),
        (
            30,
            "0:hold_start 1.2:breath_in 5.2:breath_out 11.2:breath_in 14.2:half_way 15.2:breath_out"
            " 21.2:breath_in 25.2:breath_out 27:countdown 28:countdown 29:countdown",
        ),
    ],
)
def test_tones_of_a_hold(seconds: int, tones: str) -> None:
    assert shown(hold_marks(seconds * RATE, RATE), "cue") == tones


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (11, "3:during 4.5:coming"),
        (15, "3:during 8:during_more 8.5:coming"),
        (19.5, "3:during 8:during_more 12:during_more 13:coming"),
        (20, "3:during 8:during_more 10.5:half_way 12:during_more 13.5:coming"),
        (30, "3:during 8:during_more 12:during_more 14.7:half_way 16:during_more 20:during_more 23.5:coming"
         " 24:during_more"),
    ],
)  # fmt: skip
def test_places_for_words_in_a_hold(seconds: float, words: str) -> None:
    assert shown(hold_marks(round(seconds * RATE), RATE), "aside") == words


def test_after_a_minute_on_one_spot_another_is_due() -> None:
    assert "fresh_spot" not in shown(hold_marks(60 * RATE, RATE), "aside")
    assert "60:fresh_spot" in shown(hold_marks(75 * RATE, RATE), "aside")


def test_only_a_long_search_has_breaths() -> None:
    assert search_marks(10 * RATE, RATE) == ()
    assert shown(search_marks(12 * RATE, RATE), "cue") == "1.2:breath_in 5.2:breath_out"


def test_a_sweep_has_a_tone_a_stroke_and_may_end_in_a_search() -> None:
    marks = sweep_marks(24 * RATE, 4 * RATE, RATE)
    assert shown(marks, "cue") == " ".join(f"{at}:stroke" for at in (0, 4, 8, 12, 16, 20))
    assert shown(marks, "aside") == "8:moving 12:moving 16:moving"
    searching = sweep_marks(24 * RATE, 4 * RATE, RATE, ends_in_search=True)
    assert shown(searching, "cue") == shown(marks, "cue")
    assert shown(searching, "aside") == "8:moving 12:moving 16:search"
