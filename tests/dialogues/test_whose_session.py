"""Who's here: known by voice, or asked by name; never taken for someone else."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.said_aloud import needs_flite, said
from voice_coach.dialogues.whose_session import Named, ask_whose
from voice_coach.listening.personal.runners import runner_named
from voice_coach.listening.personal.takes import TakeFolder
from voice_coach.listening.personal.which_runner import Guess, WhoSpeaks, enrolled_voices, guessed
from voice_coach.listening.recogniser import HEARING_RATE
from voice_coach.safety.dialog import Reply
from voice_coach.session.commands import Command

_QUIET = np.zeros(HEARING_RATE // 2, np.int16)
ANA_OR_BEN = Guess("", ("ana", "ben"))


class Runner:
    """Says ``words`` one after the other, then nothing."""

    def __init__(self, *words: str) -> None:
        self.words = list(words)
        self.heard: list[str] = []

    def say(self, *texts: str) -> Reply:
        self.heard += texts
        return "nothing"

    def ask(self, texts: tuple[str, ...]) -> Reply:
        answer = self.choose(texts, "confirm", ("yes", "no"))
        return "nothing" if answer is None else answer.name  # type: ignore[return-value]

    def choose(self, texts: tuple[str, ...], state: str, answers: tuple[str, ...]) -> Command | None:
        self.heard += texts
        name = self.words.pop(0) if self.words else ""
        assert not name or name in {*answers, "stop"}
        return Command(name) if name else None


def test_a_sure_voice_is_greeted_by_name_at_once() -> None:
    runner = Runner("resume")
    assert ask_whose(runner, lambda: Guess("ana maria", ("ana maria", "ben"))) == Named("ana maria", "voice")
    assert runner.heard[1:] == ["Hello, Ana Maria."]


@pytest.mark.parametrize(
    ("words", "asked", "named"),
    [
        (["resume", "yes"], ["Ana"], Named("ana", "answer")),
        (["resume", "no", "yes"], ["Ana", "Ben"], Named("ben", "answer")),
        (["yes", "no", "no"], ["Ana", "Ben"], Named("nobody", "answer")),
        (["resume", "no"], ["Ana", "Ben"], Named()),
        (["resume"], ["Ana"], Named()),
        (["resume", "stop"], ["Ana"], "stop"),
        (["no"], [], Named()),
        ([], [], Named()),
        (["stop"], [], "stop"),
    ],
)
def test_an_unsure_voice_is_asked_by_name(words: list[str], asked: list[str], named: object) -> None:
    runner = Runner(*words)
    assert ask_whose(runner, lambda: ANA_OR_BEN) == named
    questions = [text for text in runner.heard if "Are you" in text]
    assert questions == [f"Are you {name}? Yes or no?" for name in asked]


def test_a_runner_without_a_name_is_called_by_none() -> None:
    runner = Runner("resume", "no", "yes")
    assert ask_whose(runner, lambda: Guess("", ("ben", "me"))) == Named("me", "answer")
    assert runner.heard[2:] == ["Are you the one whose name I don't know? Yes or no?", "Hello again."]


def test_of_many_only_the_likeliest_are_asked_after() -> None:
    runner = Runner("resume", "no", "no", "no", "yes")
    assert ask_whose(runner, lambda: Guess("", ("a", "b", "c", "d"))) == Named()
    assert runner.words == ["yes"]


def test_only_a_voice_that_stands_out_is_sure() -> None:
    assert guessed({"ana": 90.0, "ben": -40.0}) == Guess("ana", ("ana", "ben"))
    assert guessed({"ben": 89.0, "ana": 90.0}) == ANA_OR_BEN
    assert guessed({"ana": 1.0, "ben": -90.0}) == ANA_OR_BEN


@needs_flite
def test_voices_by_their_takes(tmp_path: Path) -> None:
    runners = [runner_named(name, tmp_path) for name in ("ana", "ben", "cy")]
    for runner, voice in zip(runners, ("slt", "rms"), strict=False):
        for loud in (0.2, 0.5):
            sound = np.concatenate([_QUIET, (said("carry on", voice) * loud).astype(np.int16), _QUIET])
            TakeFolder(runner.clips).add("carry on", sound)
    voices, who = enrolled_voices(runners), WhoSpeaks()
    assert who.guess(voices) == Guess("", ("ana", "ben", "cy")), "a key says nothing"
    for name, voice, other in (("ben", "rms", "ana"), ("ana", "slt", "ben")):
        assert who.obeys("resume", "carry on", said("carry on", voice))
        assert who.guess(voices) == Guess(name, (name, other, "cy"))
    assert who.obeys("resume", "carry on", said("carry on", "kal"))
    assert who.guess(voices).sure == ""
    assert who.obeys("resume", "carry on", np.zeros(100, np.int16))
    assert who.guess(voices) == Guess("", ("ana", "ben", "cy"))
