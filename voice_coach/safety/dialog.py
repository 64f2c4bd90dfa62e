"""The safety screen held with a runner: what is said and what is heard go through a port."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol

from voice_coach.safety.screen import Screen, ScreenResult

Reply = Literal["yes", "no", "stop", "nothing"]
"""What the runner said to a question; ``nothing`` if no answer came in time."""


class Asks(Protocol):
    """Speaks to the runner and takes answers."""

    def say(self, *texts: str) -> Reply:
        """Say ``texts``; ``stop`` if the runner cut them short."""

    def ask(self, texts: Sequence[str]) -> Reply:
        """Ask, and wait for an answer. One that comes early cuts the question short."""

    @property
    def cut_short(self) -> bool:
        """Whether the last question was cut short by its answer."""


def hold_screen(screen: Screen, runner: Asks) -> ScreenResult | None:
    """Ask until the verdict is there, and say it. ``None`` if the runner wants to stop."""
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
