"""``start`` without a routine: what is proposed, asked and taken; and that a file asks nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from tests.cli.calling import Caller
from tests.dialogues.test_todays_session import Runner
from voice_coach.cli import start_today
from voice_coach.cli.options import folders
from voice_coach.cli.start_today import Before
from voice_coach.playing.assemble import Choices, plan_for
from voice_coach.playing.live_ends import LiveEnds
from voice_coach.playing.script import TimedCommand
from voice_coach.programme.today import Proposal
from voice_coach.records.past_session import PastSession
from voice_coach.records.remembering import memory_of
from voice_coach.session.commands import Command

AFTER_A_RUN = Proposal("recovery", "after_run")
NOW = datetime(2026, 3, 20, 7, 30, tzinfo=timezone.utc)
ENDS = cast(LiveEnds, SimpleNamespace(by_keys=False))
CHANNEL: Any = None


def of_tight_calves() -> Choices:
    when = (NOW - timedelta(days=2)).isoformat()
    past = PastSession(when, "recovery", 12.0, ("calves",), True, rating=8, rated_area="calves")
    return Choices("recovery", level="usual", memory=memory_of([past], NOW))


@pytest.fixture
def runner(monkeypatch: pytest.MonkeyPatch, home: Path) -> Runner:
    """Somebody who can answer, with what is put into ``words``."""
    answering = Runner()

    @contextmanager
    def talking(*given: object, **more: object) -> Iterator[Runner]:
        yield answering

    monkeypatch.setattr(start_today, "talking", talking)
    monkeypatch.setattr(start_today, "can_answer", lambda *given: True)
    return answering


def test_it_proposes_says_why_and_asks_what_is_stiff(runner: Runner) -> None:
    runner.words += ["yes", "left calf"]
    found = Before(folders(), AFTER_A_RUN).talk(of_tight_calves(), ENDS, CHANNEL)
    assert found is not None
    assert runner.heard[0] == "Yesterday was a run day."
    assert runner.heard[1].endswith("minutes of recovery, calves first?")
    assert (found.wish.first, found.wish.focus, found.wish.focus_side) == (("calves",), ("calves",), "left")
    assert runner.heard[-1] in {
        "Then your left calf gets the most today.",
        "Your left calf will get extra care.",
    }
    plan = plan_for(found, folders())
    assert plan.steps[0].area == "calves"
    assert plan.asked is not None
    assert plan.asked.name == "left calf"


def test_minutes_that_cannot_be_are_asked_about_again(runner: Runner) -> None:
    runner.words += ["thirty minutes", "ten minutes"]
    before = Before(folders(), Proposal("desk-break"), ask=False)
    found = before.talk(Choices("desk-break"), ENDS, CHANNEL)
    assert found is not None
    assert found.wish.minutes == 10


def test_another_routine_is_taken_and_no_more_asked_in_a_warm_up(runner: Runner) -> None:
    runner.words += ["warm up"]
    found = Before(folders(), AFTER_A_RUN).talk(of_tight_calves(), ENDS, CHANNEL)
    assert found is not None
    assert found.routine == "warmup"
    assert not any("stiff" in text for text in runner.heard)


def test_an_area_that_is_ruled_out_stays_out(runner: Runner) -> None:
    runner.words += ["calves"]
    choices = Choices("recovery")
    choices = replace(choices, wish=choices.wish._replace(skip=("calves",)))
    found = Before(folders(), ask=True).talk(choices, ENDS, CHANNEL)
    assert found == choices
    assert runner.heard[-1].endswith("so we'll do that another day.")


def test_a_script_or_nobody_is_asked_nothing(runner: Runner, capsys: pytest.CaptureFixture[str]) -> None:
    scripted = replace(of_tight_calves(), commands=(TimedCommand(5.0, Command("pause")),))
    found = Before(folders(), AFTER_A_RUN).talk(scripted, ENDS, CHANNEL)
    assert found is not None
    assert found.wish.first == ("calves",)
    assert runner.heard == []
    told = capsys.readouterr().err
    assert "Yesterday was a run day." in told
    assert "minutes of recovery, calves first?" in told


def test_yes_takes_it_unasked(runner: Runner) -> None:
    assert Before(folders(), AFTER_A_RUN, agreed=True, ask=False).talk(of_tight_calves(), ENDS, CHANNEL)
    assert runner.heard == []


def test_run_days_are_a_setting(call: Caller) -> None:
    assert call("config", "run-days", "tue,thu,sun").code == 0
    assert call("config", "run-days").out.strip() == "tue,thu,sun"
    refused = call("config", "run-days", "tue,someday")
    assert refused.code == 2
    assert "someday" in refused.err


def test_a_file_without_a_routine_is_a_warm_up_and_asks_nothing(call: Caller, home: Path) -> None:
    done = call("start", "--speaker", "out.wav", "--level", "quiet", "--minutes", "4", "--journal", "j.jsonl")
    assert done.code == 0
    journal = [json.loads(line) for line in (home / "j.jsonl").read_text(encoding="utf-8").splitlines()]
    assert journal[0]["routine"] == "warmup"
    assert not any(line["event"] == "memory" for line in journal)
    assert call("start", "--speaker", "out.wav", "--yes").code == 2
    assert call("start", "warmup", "--yes").code == 2
