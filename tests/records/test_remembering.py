"""What earlier sessions mean for the next: pain by area, exercises met, praise that was earned."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from voice_coach.records.history import History
from voice_coach.records.past_session import PainFelt, PastSession
from voice_coach.records.remembering import memory_of
from voice_coach.records.session_record import SessionRecord
from voice_coach.routine.adapting import rule_for
from voice_coach.routine.loader import load_plan
from voice_coach.routine.memory import Memory

NOW = datetime(2026, 3, 20, 7, 30, tzinfo=timezone.utc)


def past(days_ago: float, *pains: str, exercises: tuple[str, ...] = ()) -> PastSession:
    """``pains`` as ``sharp calves left``."""
    felt = tuple(PainFelt(*pain.split()) for pain in pains)
    when = (NOW - timedelta(days=days_ago)).isoformat()
    return PastSession(when, "warmup", 9.0, ("calves",), True, exercises=exercises, pains=felt)


def changes(*sessions: PastSession) -> dict[str, str]:
    """What today's plan does with each area, by the past that the sessions make."""
    pasts = memory_of(sessions, NOW).areas
    return {past.area: "+".join(rule.changes) for past in pasts if (rule := rule_for(past)) is not None}


def test_what_hurt_is_left_out_next_and_comes_lighter_after_that() -> None:
    hurt = past(4, "sharp calves left")
    assert changes(hurt) == {"calves": "out"}
    assert changes(hurt, past(2)) == {"calves": "lighter"}
    assert changes(hurt, past(2), past(1)) == {}


def test_what_was_just_strong_comes_lighter_at_once() -> None:
    assert changes(past(2, "strong quads right")) == {"quads": "lighter"}


def test_a_sharp_pain_outweighs_a_strong_one() -> None:
    assert changes(past(2, "strong quads right", "numb quads left")) == {"quads": "out"}


def test_each_fact_names_its_session() -> None:
    hurt, later = past(4, "sharp calves left"), past(2)
    (calves,) = memory_of([hurt, later], NOW).areas
    assert (calves.hurt_when, calves.last_when) == (hurt.when, later.when)


def test_two_sessions_with_pain_make_the_third_a_professionals_matter() -> None:
    twice = [past(9, "strong calves left", "strong calves right"), past(5, "numb calves left")]
    assert memory_of(twice[:1], NOW).often == frozenset()
    assert memory_of(twice, NOW).often == {"calves"}


def test_an_exercise_is_met_after_three_sessions() -> None:
    three = [past(days, exercises=("calves-roller",)) for days in (9, 6, 3)]
    assert memory_of(three[:2], NOW).met == frozenset()
    assert memory_of(three, NOW).met == {"calves-roller"}


def keys(*sessions: PastSession) -> list[str]:
    return [one.key for one in memory_of(sessions, NOW).remarks]


def test_praise_is_earned() -> None:
    assert keys(past(5), past(2)) == ["praise_third"]
    assert keys(past(5), past(4), past(2)) == []
    assert keys(past(30)) == ["praise_back"]
    assert keys() == []


def rated(days_ago: float, rating: int | None, area: str, *, completed: bool = True) -> PastSession:
    when = (NOW - timedelta(days=days_ago)).isoformat()
    return PastSession(when, "warmup", 9.0, (area,), completed, rating=rating, rated_area=area)


@pytest.mark.parametrize(
    ("sessions", "theme"),
    [
        ([rated(7, 4, "calves")], "calves"),
        ([rated(7, 3, "calves")], None),
        ([rated(14, 9, "calves")], "calves"),
        ([rated(14.1, 9, "calves")], None),
        ([rated(9, 8, "calves"), rated(7, 3, "calves")], None),
        ([rated(9, 8, "calves"), rated(7, 5, "quads")], "calves"),
        ([rated(9, 5, "calves"), rated(7, 8, "quads")], "quads"),
        ([rated(9, 8, "calves"), rated(2, 8, "calves")], None),  # a Wednesday: the week has had its first
        ([rated(7, None, "calves")], None),
    ],
)
def test_the_weeks_first_session_has_the_tightest_area_as_its_theme(
    sessions: list[PastSession], theme: str | None
) -> None:
    told = [one for one in memory_of(sessions, NOW).remarks if one.key == "memory_theme"]
    assert [one.area for one in told] == ([] if theme is None else [theme])
    assert all(one.when == next(s.when for s in sessions if s.rated_area == one.area) for one in told)


def test_what_was_left_unfinished_is_remembered_for_two_weeks() -> None:
    assert "memory_unfinished" in keys(rated(14, None, "calves", completed=False))
    assert "memory_unfinished" not in keys(rated(14.1, None, "calves", completed=False))
    assert "memory_unfinished" not in keys(rated(3, None, "calves", completed=False), past(2))
    assert "memory_unfinished" in keys(past(3), rated(2, None, "calves", completed=False))


def test_three_weeks_running_are_praised_in_the_fourth() -> None:
    weekly = [past(days) for days in (21, 14, 7)]
    assert keys(*weekly) == ["praise_steady"]
    assert keys(*weekly[1:]) == []
    assert keys(*weekly[:2]) == ["praise_back"]
    assert keys(*weekly, past(3)) == []
    unfinished = rated(7, None, "calves", completed=False)
    assert keys(*weekly[:2], unfinished) == ["praise_back", "memory_unfinished"]


def test_after_ten_days_a_return_is_praised() -> None:
    assert keys(past(10)) == ["praise_back"]
    assert keys(past(9.9)) == []


def test_nothing_is_said_of_a_session_that_is_still_to_come() -> None:
    assert keys(past(-1)) == []
    assert keys(past(20), past(-1)) == ["praise_back"]


def test_pain_exercises_and_insights_go_from_the_journal_to_the_history_and_back(tmp_path: Path) -> None:
    record, history = SessionRecord(), History(tmp_path / "history.jsonl")
    record.write("session_started", 0.0, {"routine": "warmup"})
    record.write("pain", 5.0, {"kind": "sharp", "area": "calves", "side": "left"})
    record.write("insight", 6.0, {"name": "relief-not-pain"})
    finished = {"area": "quads", "exercise": "quads-roller", "completed": True}
    record.write("step_finished", 7.0, finished)
    history.add(record.past_session(NOW))
    (kept,) = history.sessions()
    assert kept.pains == (PainFelt("sharp", "calves", "left"),)
    assert kept.exercises == ("quads-roller",)
    assert kept.insights == ("relief-not-pain",)


def memory_of_pain(*pains: str) -> Memory:
    return memory_of([past(2, *pains)], NOW)


def test_the_plan_leaves_the_area_out_and_says_why() -> None:
    plan = load_plan("warmup", memory=memory_of_pain("sharp calves left"))
    assert "calves" not in {step.area for step in plan.steps}
    assert "heel-raises" not in {step.exercise for step in plan.steps}
    assert ["calves" in one.text for one in plan.memories] == [True]


def test_the_plan_takes_the_area_lightly_and_says_why() -> None:
    usual = load_plan("recovery")
    plan = load_plan("recovery", memory=memory_of_pain("strong calves left"))
    assert ["calves" in one.text for one in plan.memories] == [True]

    def worked(of: object, area: str) -> float:
        return sum(step.worked_seconds for step in of.steps if step.area == area)  # type: ignore[attr-defined]

    assert worked(plan, "calves") < worked(usual, "calves")
    assert worked(plan, "quads") == worked(usual, "quads")


def test_in_focus_it_stays_and_comes_lighter() -> None:
    from voice_coach.routine.wish import Wish

    plan = load_plan("warmup", memory=memory_of_pain("sharp calves left"), wish=Wish(focus=("calves",)))
    assert "calves" in {step.area for step in plan.steps}
    assert [one.wording in plan.lines["pain_offered_lighter"] for one in plan.memories] == [True]
