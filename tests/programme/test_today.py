"""Which session is proposed: by what was done, the day, and the days on which somebody runs."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.programme.today import proposed
from voice_coach.records.past_session import PastSession
from voice_coach.routine.lines import ROUTINES_TODAY, WHYS_TODAY

MADRID = timezone(timedelta(hours=2))
FRIDAY = datetime(2026, 3, 20, 18, 0, tzinfo=MADRID)
TUE_THU_SUN = (1, 3, 6)


def past(routine: str, hours_ago: float) -> PastSession:
    when = (FRIDAY - timedelta(hours=hours_ago)).astimezone(timezone.utc)
    return PastSession(when.isoformat(), routine, 12.0, ("calves",), True)


def on(days_after_friday: int) -> datetime:
    return FRIDAY + timedelta(days=days_after_friday)


def test_a_first_session_is_a_warm_up() -> None:
    assert proposed((), FRIDAY) == ("warmup", "", "")


def test_run_days_lead_to_warm_up_and_recovery() -> None:
    history = (past("maintenance", 100),)
    assert proposed(history, on(2), TUE_THU_SUN)[:2] == ("warmup", "run_day")
    assert proposed(history, on(3), TUE_THU_SUN)[:2] == ("recovery", "after_long_run")
    assert proposed(history, FRIDAY, TUE_THU_SUN)[:2] == ("recovery", "after_run")
    assert proposed(history, on(1), TUE_THU_SUN)[:2] == ("maintenance", "no_run")


def test_after_today_s_warm_up_comes_the_recovery_and_it_says_from_where() -> None:
    warmed_up = past("warmup", 3)
    assert proposed((warmed_up,), FRIDAY) == ("recovery", "after_warmup", warmed_up.when)
    sunday = warmed_up.__class__(on(2).astimezone(timezone.utc).isoformat(), "warmup", 9.0, (), True)
    assert proposed((sunday,), on(2) + timedelta(hours=1), TUE_THU_SUN)[0] == "long-run"


def test_days_are_those_of_the_runner_s_own_clock() -> None:
    """Half past midnight in Madrid is still yesterday in UTC."""
    just_now = past("warmup", 0.5)
    assert proposed((just_now,), FRIDAY.replace(hour=0, minute=45))[0] == "warmup"
    late = FRIDAY.replace(hour=0, minute=30)
    evening = PastSession((late - timedelta(hours=1)).isoformat(), "warmup", 9.0, (), True)
    assert proposed((evening,), late)[1] != "after_warmup"


def test_after_a_break_it_is_gentle() -> None:
    before = past("maintenance", 24 * 12)
    assert proposed((before,), FRIDAY) == ("recovery", "break", before.when)


def test_maintenance_comes_every_few_days() -> None:
    assert proposed((past("recovery", 30), past("maintenance", 26)), FRIDAY)[0] == "recovery"
    assert proposed((past("maintenance", 80),), FRIDAY)[0] == "maintenance"
    assert proposed((past("recovery", 2),), FRIDAY)[0] == "desk-break"


@given(
    st.lists(st.tuples(st.sampled_from([*ROUTINES_TODAY, "mine"]), st.floats(0, 2000)), max_size=8),
    st.lists(st.integers(0, 6), max_size=6, unique=True),
)
def test_any_past_gives_a_session_that_has_a_name(
    past_ones: list[tuple[str, float]], runs: list[int]
) -> None:
    sessions = sorted((past(*one) for one in past_ones), key=lambda one: one.when)
    found = proposed(sessions, FRIDAY, runs)
    assert found.routine in ROUTINES_TODAY
    assert found.why in {"", *WHYS_TODAY}
    assert found.when in {"", *(one.when for one in sessions)}


def test_seven_run_days_are_refused() -> None:
    with pytest.raises(Exception, match="rest"):
        proposed((), FRIDAY, range(7))
