"""The screen held with a runner: what is said, in order, and where each kind of answer leads."""

from __future__ import annotations

from collections.abc import Iterable

from voice_coach.routine.library import Library
from voice_coach.safety.dialog import Reply, hold_screen
from voice_coach.safety.screen import QUESTIONS, Outcome, Screen
from voice_coach.safety.texts import load_screen

TEXTS, AREAS = load_screen(Library("en"))
NO: list[Reply] = ["no"]


def held(replies: Iterable[Reply]) -> tuple[Outcome | None, list[str]]:
    said: list[str] = []
    coming = iter(replies)
    outcome = hold_screen(Screen(TEXTS, AREAS), said.append, lambda: next(coming))
    assert next(coming, None) is None, "every answer was asked for"
    return outcome, said


def test_seven_times_no_is_go() -> None:
    outcome, said = held(NO * len(QUESTIONS))
    assert outcome is not None
    assert outcome.verdict == "go"
    assert said == [TEXTS.intro, *TEXTS.questions.values(), TEXTS.verdicts["go"]]


def test_a_yes_can_end_it_or_take_areas_out() -> None:
    outcome, said = held(["no", "yes"])
    assert outcome is not None
    assert outcome.verdict == "refuse"
    assert said[-1] == TEXTS.verdicts["refuse"]
    outcome, said = held([*NO * 6, "yes", "yes"])
    assert outcome is not None
    assert (outcome.verdict, outcome.left_out) == ("go", ("calves", "adductors"))
    assert said[-2] == TEXTS.cleared


def test_silence_is_asked_into_once_more_and_ends_with_a_warning() -> None:
    outcome, said = held(["no", "nothing", "no", "nothing", "nothing"])
    assert outcome is not None
    assert outcome.verdict == "unanswered"
    assert said.count(TEXTS.again) == 2
    assert said[-1] == TEXTS.verdicts["unanswered"]


def test_stop_stops() -> None:
    outcome, said = held(["no", "stop"])
    assert outcome is None
    assert said[-1] == TEXTS.questions["clot"]


def test_silence_after_a_reason_to_ask_is_no_leave_to_roll() -> None:
    outcome, said = held([*NO[:1] * 3, "yes", "nothing", "nothing"])
    assert outcome is not None
    assert outcome.verdict == "ask"
    assert said[-1] == TEXTS.verdicts["ask"]
