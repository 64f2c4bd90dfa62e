"""What follows from a run."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.routine.loader import load_plan
from voice_coach.routine.wish import Wish
from voice_coach.watch.after_run import Advice, advice_after
from voice_coach.watch.run import Run

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=timezone.utc)


def ran(km: float | None, minutes: float | None, climb: float | None = 0.0, hours: float | None = 1.0) -> Run:
    return Run(
        None if km is None else 1000 * km,
        None if minutes is None else 60 * minutes,
        climb,
        None if hours is None else NOW - timedelta(hours=hours),
    )


@pytest.mark.parametrize(
    ("run", "advice"),
    [
        (ran(5, 30), Advice("recovery", 12, (), ("after_run_usual",))),
        (ran(5, 30, hours=None), Advice("recovery", 12, (), ("after_run_usual",))),
        (ran(5, 30, hours=-5), Advice("recovery", 12, (), ("after_run_usual",))),
        (ran(10, 60, climb=90), Advice("recovery", 16, (), ("after_run_usual",))),
        (
            ran(10, 60, climb=200),
            Advice("recovery", 16, ("quads", "calves"), ("after_run_usual", "after_run_hilly")),
        ),
        (ran(None, 60), Advice("recovery", 16, (), ("after_run_usual",))),
        (ran(16, None), Advice("long-run", 20, (), ("after_run_long",))),
        (ran(14, 95), Advice("long-run", 20, (), ("after_run_long",))),
        (ran(42.2, 240, hours=60), Advice("long-run", 20, (), ("after_run_long",))),
        (ran(42.2, 240, hours=80), Advice("maintenance", None, (), ("after_run_past",))),
        (ran(5, 30, hours=30), Advice("maintenance", None, (), ("after_run_past",))),
        (ran(0.5, 3), Advice("recovery", 10, (), ("after_run_usual",))),
    ],
)
def test_the_run_chooses(run: Run, advice: Advice) -> None:
    assert advice_after(run, NOW) == advice


@given(
    st.none() | st.floats(0.001, 999),
    st.floats(0.1, 10_000),
    st.none() | st.floats(0, 9_000),
    st.none() | st.floats(-100, 1e5),
)
def test_there_is_always_something_to_roll(
    km: float | None, minutes: float, climb: float | None, hours: float | None
) -> None:
    advice = advice_after(ran(km, minutes, climb, hours), NOW)
    assert advice.minutes is None or 10 <= advice.minutes <= 20
    assert advice.why


@pytest.mark.parametrize("routine", ["recovery", "long-run"])
@pytest.mark.parametrize("focus", [(), ("quads", "calves")])
@pytest.mark.parametrize("minutes", [10, 20])
def test_every_advice_can_be_followed(routine: str, focus: tuple[str, ...], minutes: int) -> None:
    for level in ("first", "quiet"):
        try:
            plan = load_plan(routine, level=level, wish=Wish(minutes=minutes, focus=focus))
        except Exception as error:
            pytest.fail(f"{level}: {error}")
        assert set(focus) <= {step.area for step in plan.steps}
