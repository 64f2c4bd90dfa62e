"""What there is to see in past sessions: weeks, the streak, tightness by side, what hurt."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta, timezone
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tests.looking_back.sessions import TODAY, past
from voice_coach.looking_back.overview import Hurt, overview_of, ratings_of, streak
from voice_coach.records.past_session import PartDone

UTC = timezone.utc
MONDAY = date(2026, 11, 23)


def weeks_ago(*numbers: int) -> set[date]:
    return {MONDAY - timedelta(weeks=number) for number in numbers}


def test_weeks_begin_on_monday_and_add_up() -> None:
    sessions = [past("11-15"), past("11-16", minutes=7.5), past("11-22"), past("11-23"), past("08-01")]
    overview = overview_of(sessions, TODAY, UTC, weeks=3)
    assert [(week.monday.day, week.sessions, week.minutes) for week in overview.weeks] == [
        (9, 1, 10),
        (16, 2, 17.5),
        (23, 1, 10),
    ]
    assert (overview.sessions, overview.minutes) == (5, 47.5)


def test_the_zone_decides_which_week_a_night_belongs_to() -> None:
    late = replace(past("11-22"), when="2026-11-22T23:30:00+00:00")
    counts = [
        [week.sessions for week in overview_of([late], TODAY, timezone(timedelta(hours=hours)), 2).weeks]
        for hours in (0, 2)
    ]
    assert counts == [[1, 0], [0, 1]]


def test_a_week_of_rest_ends_no_streak_and_two_do() -> None:
    assert streak(weeks_ago(0, 1, 2), MONDAY) == 3
    assert streak(weeks_ago(1, 2), MONDAY) == 2
    assert streak(weeks_ago(0, 2, 3, 5), MONDAY) == 4
    assert streak(weeks_ago(0, 3, 4), MONDAY) == 1
    assert streak(weeks_ago(2, 3), MONDAY) == 2
    assert streak(weeks_ago(3), MONDAY) == 0
    assert streak(set(), MONDAY) == 0


@given(st.sets(st.integers(0, 30)))
def test_a_streak_is_all_active_weeks_or_ends_at_two_empty_ones(numbers: set[int]) -> None:
    count = streak(weeks_ago(*numbers), MONDAY)
    counted = sorted(numbers)[:count]
    beyond = sorted(numbers)[count:]
    assert all(later - earlier <= 2 for earlier, later in pairwise(counted))
    if beyond:
        assert beyond[0] - (counted[-1] if counted else 0) > 2


def test_a_rating_counts_for_what_was_worked_on_the_tighter_side() -> None:
    assert ratings_of(past("11-25", 7)) == {
        ("glutes", "left"): 7,
        ("glutes", "right"): 7,
        ("calves", "left"): 7,
    }
    assert ratings_of(past("11-25", 7, "right")) == {("glutes", "right"): 7}
    assert ratings_of(past("11-25")) == {}


def test_a_rating_is_about_the_area_that_was_asked_about() -> None:
    asked = replace(past("11-25", 7), rated_area="calves")
    assert ratings_of(asked) == {("calves", "left"): 7}
    both = replace(past("11-25", 7), rated_area="glutes")
    assert ratings_of(both) == {("glutes", "left"): 7, ("glutes", "right"): 7}
    assert ratings_of(replace(both, tighter_side="right")) == {("glutes", "right"): 7}
    assert ratings_of(replace(both, rated_side="left", tighter_side="right")) == {("glutes", "left"): 7}
    assert ratings_of(replace(asked, rated_side="right")) == {("calves", "right"): 7}


def test_a_parts_own_rating_goes_before_the_sessions() -> None:
    own = replace(past("11-25", 7, "right"), parts=(PartDone("calves", "left", done=True, rating=4),))
    assert ratings_of(own) == {("calves", "left"): 4}


def test_a_session_of_the_first_version_knows_its_areas_alone() -> None:
    old = replace(past("11-25", 6), parts=())
    assert ratings_of(old) == {("glutes", "both"): 6, ("calves", "both"): 6}
    assert ratings_of(replace(old, tighter_side="left")) == {("glutes", "left"): 6, ("calves", "left"): 6}


def test_tightness_is_a_mean_by_week_and_none_without_a_rating() -> None:
    sessions = [past("11-10", 8, "left"), past("11-12", 5, "left"), past("11-24", 3, "left")]
    overview = overview_of(sessions, TODAY, UTC, weeks=3)
    assert [(one.area, one.side, one.ratings) for one in overview.tightness] == [
        ("calves", "left", (6.5, None, 3)),
        ("glutes", "left", (6.5, None, 3)),
    ]


def test_what_hurt_is_counted_by_session_the_latest_first() -> None:
    sessions = [
        past("11-10", None, "", "sharp calves left", "strong calves left"),
        past("11-24", None, "", "sharp calves left", "numb glutes right"),
    ]
    assert overview_of(sessions, TODAY, UTC).hurts == (
        Hurt("calves", "left", ("sharp", "strong"), 2, date(2026, 11, 24)),
        Hurt("glutes", "right", ("numb",), 1, date(2026, 11, 24)),
    )


def test_a_time_that_cannot_be_read_is_left_out() -> None:
    assert overview_of([replace(past("11-25"), when="once")], TODAY, UTC).sessions == 0
