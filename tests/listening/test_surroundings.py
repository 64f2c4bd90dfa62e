"""Other talk makes phrases stricter: right after it, and for a while where there's much of it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.listening.recogniser import HEARING_RATE
from voice_coach.listening.segment import Segment
from voice_coach.listening.surroundings import Surroundings


def _speech(start: float, end: float, level_db: float = -20.0) -> Segment:
    first, last = round(start * HEARING_RATE), round(end * HEARING_RATE)
    return Segment(np.zeros(0, np.int16), first, first, last, last, level_db, -60.0)


def test_with_nobody_else_around_nothing_more_is_needed() -> None:
    assert Surroundings().extra_nats(_speech(5.0, 5.5)) == 0


@pytest.mark.parametrize(("ended", "extra"), [(4.9, True), (4.3, True), (4.1, False), (1.0, False)])
def test_speech_right_before_counts(ended: float, extra: bool) -> None:
    around = Surroundings()
    around.heard(_speech(ended - 0.5, ended))
    assert (around.extra_nats(_speech(5.0, 5.5)) > 0) is extra


def test_what_is_much_softer_counts_for_nothing() -> None:
    around = Surroundings()
    around.heard(_speech(4.0, 4.8, level_db=-40.0))
    assert around.extra_nats(_speech(5.0, 5.5)) == 0


def test_what_was_the_coach_itself_counts_for_nothing() -> None:
    around = Surroundings()
    around.heard(_speech(4.0, 4.8))
    around.forget_from(round(4.0 * HEARING_RATE))
    assert around.extra_nats(_speech(5.0, 5.5)) == 0


def test_much_talk_counts_for_half_a_minute() -> None:
    around = Surroundings()
    for start in (0.0, 3.0, 6.0):
        around.heard(_speech(start, start + 2.0))
    assert around.extra_nats(_speech(12.0, 12.5)) > 0
    assert around.extra_nats(_speech(40.0, 40.5)) == 0


@given(
    st.lists(st.tuples(st.floats(0.1, 3.0), st.floats(0.1, 3.0), st.floats(-60, 0)), max_size=30),
    st.floats(0.0, 40.0),
)
def test_what_is_needed_more_is_bounded_and_old_talk_is_forgotten(
    talk: list[tuple[float, float, float]], later: float
) -> None:
    around, at = Surroundings(), 0.0
    for gap, length, level_db in talk:
        around.heard(_speech(at + gap, at + gap + length, level_db))
        at += gap + length
    extra = around.extra_nats(_speech(at + later, at + later + 0.5))
    assert 0 <= extra <= 3
    if later > 31:
        assert extra == 0


def test_of_long_talk_what_lies_in_the_last_half_minute_counts() -> None:
    around = Surroundings()
    around.heard(_speech(0.0, 20.0))
    assert around.extra_nats(_speech(42.0, 42.5)) > 0
    assert around.extra_nats(_speech(49.0, 49.5)) == 0
