"""How questions before a session reach the runner."""

from __future__ import annotations

from typing import Protocol

from voice_coach.safety.dialog import Reply
from voice_coach.session.commands import Command
from voice_coach.session.state import BeforeName, StateName


class Chooses(Protocol):
    """Speaks to the runner and takes one of several answers."""

    def say(self, *texts: str) -> Reply:
        """``stop`` if the runner cut in."""

    def choose(
        self, texts: tuple[str, ...], state: StateName | BeforeName, answers: tuple[str, ...]
    ) -> Command | None:
        """The answer, one of ``answers`` by command; ``None`` if none came in time."""


class AsksAndChooses(Chooses, Protocol):
    def ask(self, texts: tuple[str, ...]) -> Reply:
        """Yes or no."""
