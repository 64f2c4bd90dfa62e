"""Holds the safety screen with a runner, through a port."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol

from voice_coach.safety.screen import Screen, ScreenResult

Reply = Literal["yes", "no", "stop", "nothing"]
"""``nothing``: none came in time."""


class AsksYesOrNo(Protocol):
    def say(self, *texts: str) -> Reply:
        """``stop`` if the runner cut in."""

    def ask(self, texts: Sequence[str]) -> Reply:
        """An early answer cuts the question short."""

    @property
    def cut_short(self) -> bool:
        """Whether the last question was cut short."""


def hold_screen(screen: Screen, runner: AsksYesOrNo) -> ScreenResult | None:
    """Ask until there's a verdict, and say it; ``None`` if the runner stops."""
    while screen.question is not None:
        reply = runner.ask(screen.prompts())
        if reply == "stop":
            return None
        if reply == "nothing":
            screen.silence()
        else:
            screen.answer(reply == "yes", early=runner.cut_short)
    outcome = screen.outcome
    assert outcome is not None
    return None if runner.say(outcome.says) == "stop" else outcome
