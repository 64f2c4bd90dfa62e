"""Sentences about earlier sessions: said where they belong, once, with the record they're from."""

from __future__ import annotations

from dataclasses import replace

from tests.session.driver import plan, run
from voice_coach.routine.memory import Recollection
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
    assert said.index("Tight last time.") == said.index("<area_then> calves") + 1
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
