"""When the safety questions are asked, what is kept, and what the answers take out of a session."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.cli.calling import Caller
from voice_coach.content import own_folder
from voice_coach.dialogues.conversation import Conversation
from voice_coach.dialogues.safety_screen import SafetyScreen
from voice_coach.errors import VoiceCoachError
from voice_coach.playing.assemble import Choices
from voice_coach.routine.library import Library
from voice_coach.safety.answers import AnswerStore
from voice_coach.safety.dialog import Reply

WARMUP = Choices("warmup")
NO: list[Reply] = ["no"]
FAILURES: list[VoiceCoachError] = []


class Talker(Conversation):
    """A runner at the other end of a conversation, who gives replies from a list."""

    def __init__(self, replies: list[Reply]) -> None:
        self._replies = replies

    def say(self, *texts: str) -> Reply:
        return "nothing"

    cut_short = False

    def ask(self, texts: Sequence[str]) -> Reply:
        return self._replies.pop(0) if self._replies else "nothing"


@pytest.fixture
def answers(home: Path) -> Iterator[list[Reply]]:
    """Replies of the runner; empty: no one answers."""
    coming: list[Reply] = []
    yield coming
    assert not coming


def ask(answers: list[Reply], *, again: bool = False) -> Choices | None:
    screen = SafetyScreen(Library("en"), AnswerStore(own_folder() / "safety.json"))
    kept = None if again else screen.kept(WARMUP)
    return kept if kept is not None else screen.hold(WARMUP, Talker(answers), FAILURES.append)


def kept() -> dict[str, bool] | None:
    path = own_folder() / "safety.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def test_answers_are_kept_and_asked_for_once(answers: list[Reply]) -> None:
    answers += NO
    assert ask(answers) == WARMUP
    assert set((kept() or {}).values()) == {False}
    assert ask(answers) == WARMUP  # Without a question: no one is left to answer.
    answers += ["yes", "yes"]
    assert ask(answers, again=True) is None


def test_what_a_runner_should_not_roll_is_left_out_of_every_session(answers: list[Reply]) -> None:
    answers += ["yes", *NO * 6, "yes", "yes"]
    first = ask(answers)
    assert first is not None
    assert first.wish.skip == ("calves", "adductors")
    assert ask(answers) == first


def test_a_refusal_is_asked_again_the_next_time(answers: list[Reply]) -> None:
    answers += ["yes", "yes"]
    assert ask(answers) is None
    answers += ["yes", *NO * 3, "yes", *NO * 3, "no"]
    assert ask(answers) is None  # A clinician has not agreed.
    answers += NO
    assert ask(answers) == WARMUP


def test_who_does_not_answer_is_warned_and_asked_the_next_time(answers: list[Reply]) -> None:
    assert ask(answers) == WARMUP
    assert kept() is None


def test_answers_that_cannot_be_kept_count_all_the_same(answers: list[Reply]) -> None:
    (own_folder() / "safety.json").mkdir(parents=True)
    answers += NO
    assert ask(answers) == WARMUP
    assert FAILURES.pop().code == "safety"


@pytest.mark.skipif(sys.platform == "win32", reason="another path in the message")
def test_a_file_is_not_asked(call: Caller) -> None:
    assert "no safety questions" in call("start", "short", "--speaker", "out.wav", "--screen").sentence
