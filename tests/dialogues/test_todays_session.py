"""What a runner can answer to the proposal and to "what feels stiff today?"."""

from __future__ import annotations

import pytest

from voice_coach.dialogues.todays_session import (
    Chosen,
    Stiff,
    ask_what_is_stiff,
    ask_whether,
    proposal_texts,
)
from voice_coach.listening.phrase_file import load_grammar
from voice_coach.routine.loader import load_plan
from voice_coach.routine.wish import Wish
from voice_coach.safety.dialog import Reply
from voice_coach.session.commands import ANSWERS_BEFORE, Command

LINES = load_plan("recovery").lines
PROPOSAL = ("12 minutes of recovery?",)


class Runner:
    """Answers in the words of the grammar, one after the other; then nothing."""

    def __init__(self, *words: str, language: str = "en") -> None:
        self.words = list(words)
        self._grammar = load_grammar(language)
        self.heard: list[str] = []

    def say(self, *texts: str) -> Reply:
        self.heard += texts
        return "nothing"

    def choose(self, texts: tuple[str, ...], state: str, answers: tuple[str, ...]) -> Command | None:
        self.heard += texts
        if not self.words:
            return None
        understood = self._grammar.understand(self.words.pop(0), state)
        assert understood is not None
        assert understood.command in {*answers, "stop"}
        return Command(understood.command, understood.value)


@pytest.mark.parametrize(
    ("words", "chosen"),
    [
        (["yes"], Chosen()),
        ([], Chosen()),
        (["warm up"], Chosen("warmup")),
        (["long run"], Chosen("long-run")),
        (["ten minutes"], Chosen(minutes=10)),
        (["no", "maintenance"], Chosen("maintenance")),
        (["no", "five minutes"], Chosen(minutes=5)),
        (["no", "no"], None),
        (["no"], None),
        (["stop session"], None),
    ],
)
def test_yes_no_another_or_minutes(words: list[str], chosen: Chosen | None) -> None:
    runner = Runner(*words)
    assert ask_whether(PROPOSAL, LINES, runner) == chosen
    assert runner.heard[0] == PROPOSAL[0]
    assert (runner.heard[-1] == "Another time, then. Take care.") == (chosen is None)


@pytest.mark.parametrize(
    ("word", "stiff"),
    [
        ("calves", Stiff("calves")),
        ("my left calf", Stiff("calves", "left")),
        ("right I T band", Stiff("it-band", "right")),
        ("my hamstrings", Stiff("hamstrings")),
        ("my left foot", Stiff("feet", "left")),
        ("none", "nothing"),
        ("stop", "stop"),
    ],
)
def test_areas_by_name_with_left_or_right(word: str, stiff: object) -> None:
    assert ask_what_is_stiff(LINES, Runner(word)) == stiff


def test_the_same_in_spanish() -> None:
    assert ask_what_is_stiff(LINES, Runner("la pantorrilla derecha", language="es")) == Stiff(
        "calves", "right"
    )
    assert ask_whether(PROPOSAL, LINES, Runner("quince minutos", language="es")) == Chosen(minutes=15)


def test_the_stiff_side_comes_first_and_gets_more() -> None:
    plan = load_plan("recovery", wish=Stiff("calves", "right").asked(Wish()))
    first, second = [step for step in plan.steps if step.exercise == "calves-roller"]
    assert first.side == "right"
    assert first.worked_seconds > second.worked_seconds > 60


def test_the_reason_comes_before_the_question() -> None:
    texts = proposal_texts(
        LINES, why="after_long_run", minutes="12 minutes", routine="recovery", area="calves"
    )
    assert texts == ("Yesterday was your long run.", "12 minutes of recovery, calves first?")


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_answer_can_be_said(language: str) -> None:
    grammar = load_grammar(language)
    sayable = {command for state in ("today", "areas") for command in grammar.commands_in(state)}
    assert sayable >= {*ANSWERS_BEFORE, "yes", "no", "stop"}
    for phrase in grammar.phrases:
        assert Command(phrase.command).name == phrase.command  # which refuses what is none
