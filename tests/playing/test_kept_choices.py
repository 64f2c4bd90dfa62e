"""What a plan was made from, kept as plain data: the same choices come back, damage is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from voice_coach.playing.assemble import Choices
from voice_coach.playing.kept_choices import choices_again, kept_choices, same_plan
from voice_coach.playing.script import TimedCommand
from voice_coach.routine.library import Readings
from voice_coach.routine.loader import load_plan
from voice_coach.routine.memory import Memory
from voice_coach.routine.wish import Wish
from voice_coach.session.commands import Command

READ = Readings()
PLAN = load_plan("desk-break", readings=READ)
EVERYTHING = Choices(
    "warmup",
    language="es",
    level="quiet",
    tools=("ball", "stick"),
    voice="espeak",
    seed=7,
    wish=Wish(minutes=9.5, focus=("calves",), skip=("feet",), side="worse-left", stretch=False),
    listens=False,
    because=("Yesterday was your long run.",),
)


def on_file(choices: Choices) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(json.dumps(kept_choices(choices, PLAN)))
    return read


@pytest.mark.parametrize("choices", [EVERYTHING, Choices("recovery")], ids=["everything", "the defaults"])
def test_the_same_choices_come_back(choices: Choices) -> None:
    assert choices_again(on_file(choices)) == choices


def test_a_script_and_memories_are_not_kept() -> None:
    script = (TimedCommand(1.0, Command("pause")),)
    assert choices_again(on_file(replace(EVERYTHING, commands=script, memory=Memory()))) == EVERYTHING


def test_files_are_found_from_another_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    again = choices_again(on_file(Choices("mine/legs.yaml", music=Path("quiet.mp3"))))
    assert (again.routine, again.music) == (str(tmp_path / "mine" / "legs.yaml"), tmp_path / "quiet.mp3")


@pytest.mark.parametrize(
    "damage",
    [
        lambda own: own.clear(),
        lambda own: own.update(routine=3),
        lambda own: own.update(language=None),
        lambda own: own.pop("voice"),
        lambda own: own.update(level="loud"),
        lambda own: own.update(wish=["calves"]),
        lambda own: own.update(wish={"speed": 3}),
        lambda own: own.update(seed="7"),
        lambda own: own.update(tools=3),
        lambda own: own.update(music=3),
    ],
    ids=range(10),
)
def test_damage_is_refused(damage: Callable[[dict[str, Any]], object]) -> None:
    kept = on_file(EVERYTHING)
    damage(kept["choices"])
    with pytest.raises(ValueError, match="no choices"):
        choices_again(kept)


@pytest.mark.parametrize("kept", [{}, {"choices": []}, {"choices": "warmup"}], ids=str)
def test_choices_that_are_none_are_refused(kept: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="no choices"):
        choices_again(kept)


def test_a_plan_is_known_again_and_another_is_not() -> None:
    kept = on_file(EVERYTHING)
    assert same_plan(kept, PLAN)
    assert not same_plan(kept, load_plan("desk-break", seed=1, readings=READ))
    assert not same_plan({}, PLAN)
