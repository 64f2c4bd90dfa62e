"""Sessions killed at random moments: the measure of a thousand, with fifty of them or a few."""

from __future__ import annotations

from bench.resumed import LOST_SECONDS, kills
from tests.conftest import QUICK

KILLS = 8 if QUICK else 50


def test_each_goes_on_where_it_was_and_its_history_is_whole() -> None:
    told = kills(KILLS)
    assert (told.refused, told.elsewhere, told.history) == ([], [], [])
    assert told.moments - told.fresh > 0.8 * KILLS
    assert 0.1 < told.lost_seconds < LOST_SECONDS
