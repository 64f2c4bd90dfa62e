"""Sentences about earlier sessions: said where they belong, once, with the record they're from."""

from __future__ import annotations

from dataclasses import replace

from tests.session.driver import Run, plan, run
from voice_coach.routine.memory import Asked, Recollection
from voice_coach.session.actions import Say

MONDAY = "2026-03-16T07:00:00+00:00"
ABOUT_CALVES = Recollection("Tight last time.", MONDAY, "calves", "Tight last time.")
FIRST = Recollection("A break.", MONDAY, "opening", "A break.")
LAST = Recollection("Fewer sevens.", MONDAY, "closing", "Fewer sevens.")
REMEMBERS = replace(plan(), memories=(ABOUT_CALVES, FIRST, LAST))


def test_each_is_said_once_in_its_place_and_noted_with_its_record() -> None:
    driven = run(REMEMBERS).to_end()
    said = [action.text for action in driven.actions if isinstance(action, Say)]
    assert [text for text in said if text in {"Tight last time.", "A break.", "Fewer sevens."}] == [
        "A break.",
        "Tight last time.",
        "Fewer sevens.",
    ]
    assert said.index("Tight last time.") == said.index("<start_place> <left_calves>") + 1
    noted = [(log.fields["text"], log.fields["from"], log.at_frame) for log in driven.logs("memory")]
    spoken = {action.text: action.at_frame for action in driven.actions if isinstance(action, Say)}
    assert noted == [
        (text, MONDAY, spoken[text]) for text in ("A break.", "Tight last time.", "Fewer sevens.")
    ]


def test_going_back_to_an_area_does_not_say_it_again() -> None:
    driven = run(REMEMBERS).until_phase("sweep", step=2)
    driven.command("back")
    driven.until_phase("position", step=1)
    driven.command("next")
    driven.to_end()
    assert [log.fields["text"] for log in driven.logs("memory")].count("Tight last time.") == 1
    assert len([log for log in driven.logs("step_started") if log.fields["area"] == "calves"]) > 2


ASKED = Asked("calves", "left calf", "left", before=7, when=MONDAY)


def rated(asked: Asked, value: int) -> Run:
    driven = run(replace(plan(), asked=asked)).until_phase("rating")
    driven.until(driven.seconds + 3)
    driven.command("rate", value)
    return driven


def test_the_last_question_is_about_the_area_and_the_answer_is_compared() -> None:
    driven = rated(ASKED, 5).to_end()
    said = [action.text for action in driven.actions if isinstance(action, Say)]
    assert "<rate_question_area> left calf" in said
    assert "<memory_compare> left calf 7 5" in said
    assert "<which_side_tighter>" not in said
    (log,) = driven.logs("rated")
    assert log.fields == {"value": 5, "area": "calves", "side": "left"}
    (memory,) = driven.logs("memory")
    assert memory.fields == {"text": "<memory_compare> left calf 7 5", "from": MONDAY}


def test_the_same_again_or_nothing_before_is_only_noted() -> None:
    for asked, value in ((ASKED, 7), (ASKED._replace(before=None), 5)):
        driven = rated(asked, value).to_end()
        assert not driven.logs("memory")
        assert f"<rated> {value}" in [action.text for action in driven.actions if isinstance(action, Say)]


def test_the_tighter_side_is_that_of_the_area() -> None:
    driven = rated(ASKED._replace(side="", name="calves"), 5)
    driven.command("right")
    (log,) = driven.to_end().logs("tighter_side")
    assert log.fields == {"side": "right", "area": "calves"}


def test_an_area_that_was_skipped_is_not_asked_about() -> None:
    driven = run(replace(plan(), asked=ASKED)).until_phase("position", step=2)
    for _ in range(2):
        driven.command("next")
    driven.until_phase("rating").until(driven.seconds + 3)
    assert "<rate_question>" in [action.text for action in driven.actions if isinstance(action, Say)]
