"""The screen held with a runner: what is said, in order, and where each kind of answer leads."""

from __future__ import annotations

from collections.abc import Iterable

from tests.safety.scripted_runner import ScriptedRunner
from voice_coach.routine.library import Library
from voice_coach.safety.dialog import Reply, hold_screen
from voice_coach.safety.screen import QUESTIONS, Screen, ScreenResult
from voice_coach.safety.texts import load_screen

TEXTS, AREAS = load_screen(Library("en"))
NO: list[Reply] = ["no"]


def held(replies: Iterable[Reply]) -> tuple[ScreenResult | None, list[str]]:
    said: list[str] = []
    runner = ScriptedRunner(replies, said.append)
    outcome = hold_screen(Screen(TEXTS, AREAS), runner)
    assert runner.is_done()
    return outcome, said


def test_one_no_to_everything_is_go() -> None:
    outcome, said = held(NO)
    assert outcome is not None
    assert outcome.verdict == "go"
    assert outcome.answers == dict.fromkeys(QUESTIONS, False)
    assert said == [*TEXTS.opening, TEXTS.verdicts["go"]]


def test_a_no_before_the_list_is_over_is_told_what_matters_most() -> None:
    said: list[str] = []
    runner = ScriptedRunner(NO, said.append)
    runner.cut_short = True
    outcome = hold_screen(Screen(TEXTS, AREAS), runner)
    assert outcome is not None
    assert outcome.verdict == "go"
    assert said[-1] == TEXTS.hurried
    for ailment in ("blood thinners", "clot", "pregnan", "injury", "doctor"):
        assert ailment in said[-1]


def test_a_yes_asks_one_by_one_and_can_end_it_or_take_areas_out() -> None:
    outcome, said = held(["yes", "no", "yes"])
    assert outcome is not None
    assert outcome.verdict == "refuse"
    assert said == [
        *TEXTS.opening, TEXTS.intro, *list(TEXTS.questions.values())[:2], TEXTS.verdicts["refuse"],
    ]  # fmt: skip
    outcome, said = held(["yes", *NO * 6, "yes", "yes"])
    assert outcome is not None
    assert (outcome.verdict, outcome.left_out) == ("go", ("calves", "adductors"))
    assert said[-2] == TEXTS.cleared


def test_seven_times_no_after_a_yes_is_go() -> None:
    outcome, said = held(["yes", *NO * len(QUESTIONS)])
    assert outcome is not None
    assert outcome.verdict == "go"
    assert said[len(TEXTS.opening) :] == [TEXTS.intro, *TEXTS.questions.values(), TEXTS.verdicts["go"]]


def test_silence_is_asked_into_once_more_and_ends_with_a_warning() -> None:
    outcome, said = held(["nothing", "nothing"])
    assert outcome is not None
    assert outcome.verdict == "unanswered"
    assert said == [*TEXTS.opening, TEXTS.again, *TEXTS.opening, TEXTS.verdicts["unanswered"]]


def test_stop_stops() -> None:
    outcome, said = held(["yes", "no", "stop"])
    assert outcome is None
    assert said[-1] == TEXTS.questions["clot"]


def test_silence_after_a_reason_to_ask_is_no_leave_to_roll() -> None:
    outcome, said = held(["yes", *NO * 3, "yes", "nothing", "nothing"])
    assert outcome is not None
    assert outcome.verdict == "ask"
    assert said[-1] == TEXTS.verdicts["ask"]
