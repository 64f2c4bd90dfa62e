"""Sessions killed at random moments: the measure of a thousand, with fifty of them."""

from __future__ import annotations

from bench.resumed import LOST_SECONDS, kills


def test_each_goes_on_where_it_was_and_its_history_is_whole() -> None:
    told = kills(50)
    assert (told.refused, told.elsewhere, told.history) == ([], [], [])
    assert told.moments - told.fresh > 40
    assert 0.1 < told.lost_seconds < LOST_SECONDS
