"""From choices to what plays."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.listening.test_personal_files import profile
from tests.playing.engine.sessions import prompts, short_plan
from voice_coach.audio.sample_time import SAMPLE_RATE
from voice_coach.playing.assemble import build_engine
from voice_coach.playing.export import default_target
from voice_coach.playing.personal import Personal
from voice_coach.playing.script import TimedCommand
from voice_coach.session.commands import Command


def test_scripted_commands_are_obeyed_at_their_time() -> None:
    engine = build_engine(short_plan(), prompts(), (TimedCommand(1.0, Command("pause")),))
    states = []
    for _ in range(2):
        engine.render(3 * SAMPLE_RATE // 4)
        states.append(engine.moment.state)
    assert states == ["setup", "paused"]


@pytest.mark.parametrize(
    ("routine", "split", "target"),
    [
        ("warmup", False, "warmup.mp3"),
        ("warmup", True, "warmup"),
        ("mine/legs.yaml", False, "legs.mp3"),
    ],
)
def test_a_file_is_named_after_its_routine(routine: str, split: bool, target: str) -> None:
    assert default_target(routine, split=split) == Path(target)


def test_a_voice_profile_is_for_the_built_in_recogniser_alone() -> None:
    enrolled = Personal(profile=profile())
    for name in ("auto", "acoustic"):
        assert list(enrolled.chains(name)) == ["what's next"]
    assert not enrolled.chains("vosk")
    assert not Personal().chains("acoustic")
