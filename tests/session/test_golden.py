"""Whole sessions as text: what is heard, and when. Write them again with VOICE_COACH_WRITE_GOLDEN=1 and read
the diff."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.session.driver import Run, plan, run, step, timeline
from voice_coach.routine.plan import Level

FOLDER = Path(__file__).parent / "golden"


def agree(name: str, driven: Run) -> None:
    agree_on(FOLDER / f"{name}.txt", timeline(driven.actions))


def agree_on(path: Path, text: str) -> None:
    if os.environ.get("VOICE_COACH_WRITE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("level", ["first", "usual", "quiet"])
def test_a_session_in_which_nobody_speaks(level: Level) -> None:
    agree(f"undisturbed_{level}", run(plan(level)).to_end())


def test_a_session_with_two_holds_a_side() -> None:
    agree(
        "two_holds",
        run(plan(steps=(step("glutes", "left", 0, 45, 2), step("glutes", "right", 0, 45, 2)))).to_end(),
    )


def test_a_talkative_runner() -> None:
    driven = run().until(30)
    for name, number in (
        ("how", None),
        ("longer", 20),
        ("pause", None),
        ("resume", None),
        ("undo", None),
        ("time_left", None),
        ("next", None),
        ("easier", None),
        ("strong", None),
        ("stop", None),
        ("no", None),
        ("resume", None),
    ):
        driven.command(name, number)
        driven.until(driven.seconds + 7)
    agree("talkative", driven.to_end())
