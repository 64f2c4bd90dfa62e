"""When the safety questions are asked, what is kept, and what the answers take out of a session."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.calling import Caller
from tests.playing.engine.sessions import prompts
from voice_coach.audio.clip import Samples
from voice_coach.cli import safety_screen
from voice_coach.cli.options import folders, own_folder
from voice_coach.cli.safety_screen import screened
from voice_coach.playing.assemble import Choices
from voice_coach.playing.hearing_choices import HearingChoices
from voice_coach.playing.script import TimedCommand
from voice_coach.safety.dialog import Reply
from voice_coach.session.commands import Command

DEAF = HearingChoices("none", None, None, None)
WARMUP = Choices("warmup")
NO: list[Reply] = ["no"]


class SilentMouth:
    def write(self, samples: Samples) -> None:
        pass

    def drain(self) -> None:
        pass


@pytest.fixture
def answers(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Reply]]:
    """Replies of somebody at the keyboard; empty: nobody answers."""
    coming: list[Reply] = []
    monkeypatch.setattr(safety_screen, "has_terminal", lambda: True)
    monkeypatch.setattr(
        safety_screen.Answerer, "__call__", lambda _self: coming.pop(0) if coming else "nothing"
    )
    yield coming
    assert not coming


def ask(choices: Choices = WARMUP, *, again: bool = False) -> Choices | None:
    return screened(choices, folders(), DEAF, prompts(), SilentMouth(), again=again)


def kept() -> dict[str, bool] | None:
    path = own_folder() / "safety.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def test_answers_are_kept_and_asked_for_once(answers: list[Reply]) -> None:
    answers += NO * 7
    assert ask() == WARMUP
    assert set((kept() or {}).values()) == {False}
    assert ask() == WARMUP  # Without a question: nobody is left to answer.
    answers += ["yes"]
    assert ask(again=True) is None


def test_what_a_runner_should_not_roll_is_left_out_of_every_session(answers: list[Reply]) -> None:
    answers += [*NO * 6, "yes", "yes"]
    first = ask()
    assert first is not None
    assert first.wish.skip == ("calves", "adductors")
    assert ask() == first


def test_a_refusal_is_asked_again_the_next_time(answers: list[Reply]) -> None:
    answers += ["yes"]
    assert ask() is None
    answers += [*NO * 3, "yes", *NO * 3, "no"]
    assert ask() is None  # A clinician has not agreed.
    answers += NO * 7
    assert ask() == WARMUP


def test_who_does_not_answer_is_warned_and_asked_the_next_time(answers: list[Reply]) -> None:
    assert ask() == WARMUP
    assert kept() is None


def test_nobody_is_asked_who_cannot_answer(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ask() == WARMUP
    assert "nobody could answer" in capsys.readouterr().err


def test_a_script_is_no_runner(answers: list[Reply]) -> None:
    scripted = replace(WARMUP, commands=(TimedCommand(1.0, Command("pause")),))
    assert ask(scripted) == scripted
    assert kept() is None


@pytest.mark.skipif(sys.platform == "win32", reason="another path in the message")
def test_a_file_is_not_asked(call: Caller) -> None:
    assert "no safety questions" in call("start", "short", "--speaker", "out.wav", "--screen").sentence
