"""Facts about the areas: told on second sides, at most once, and the last one before the goodbye."""

from __future__ import annotations

from dataclasses import replace

from tests.session.driver import Run, plan, run
from voice_coach.routine.plan import Insight, Level, Plan
from voice_coach.session.actions import Log, Say

INSIGHTS = {
    "any": Insight("any", "Sleep mends.", ()),
    "calves": Insight("calves", "Calves store energy.", ("calves",)),
    "more of calves": Insight("more of calves", "Calves tire first.", ("calves",)),
    "last of calves": Insight("last of calves", "Calves tire late, too.", ("calves",)),
    "glutes": Insight("glutes", "Glutes hold the hips.", ("glutes",)),
    "quads": Insight("quads", "Quads brake downhill.", ("quads",)),
}
ALL = {one.say: name for name, one in INSIGHTS.items()}


def with_insights(*names: str, level: Level = "first") -> Plan:
    return replace(plan(level), insights=tuple(INSIGHTS[name] for name in names))


def told(driven: Run) -> list[tuple[str, str]]:
    """Each insight, and the step or phase in which it was said."""
    said, place = [], ""
    for action in driven.to_end().actions:
        if isinstance(action, Log) and action.event == "step_started":
            place = f"{action.fields['area']} {action.fields['side']}"
        elif isinstance(action, Log) and action.event == "phase_started":
            place = "closing" if action.fields["phase"] == "closing" else place
        elif isinstance(action, Say) and action.text in ALL:
            said.append((place, ALL[action.text]))
    return said


def test_each_is_told_on_the_second_side_of_its_area() -> None:
    assert told(run(with_insights("calves", "glutes"))) == [
        ("glutes right", "glutes"),
        ("calves right", "calves"),
    ]


def test_what_is_left_is_told_before_the_goodbye_at_the_usual_level_only() -> None:
    names = ("quads", "any", "calves", "more of calves")
    assert told(run(with_insights(*names, "last of calves", level="usual")))[-1] == (
        "closing",
        "last of calves",
    )
    assert told(run(with_insights(*names, level="first"))) == [
        ("glutes right", "any"),
        ("calves right", "calves"),
    ]


def test_runners_who_want_few_words_hear_none() -> None:
    driven = run(with_insights("any", "calves", "more of calves", level="quiet"))
    assert told(driven) == []
    assert driven.logs("insight") == []


def test_a_long_wait_before_a_step_is_used_for_one() -> None:
    of = with_insights("any")
    slow = tuple(replace(one, setup_seconds=30) for one in of.steps)
    assert told(run(replace(of, steps=slow))) == [("glutes left", "any")]
