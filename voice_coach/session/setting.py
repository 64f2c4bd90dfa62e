"""What's constant through a session: the plan, the rate, how long things sound."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from voice_coach.routine.plan import Plan, Step
from voice_coach.session.actions import Say
from voice_coach.session.state import SessionState
from voice_coach.session.wording import Wording


class Durations(Protocol):
    """How long things sound, in frames."""

    def speech_frames(self, text: str, pace: int, passage: tuple[str, ...] = ()) -> int: ...

    def cue_frames(self, name: str) -> int: ...


class LooksAhead(Protocol):
    """What comes from a state if no one says anything."""

    def __call__(self, state: SessionState, now: int) -> float:
        """Seconds to the end."""

    def says(self, state: SessionState, now: int) -> tuple[Say, ...]:
        """What will be said, in order."""


@dataclass(frozen=True)
class Setting:
    """Constant through a session. ``rate``: frames a second. Sentences and their tones begin at multiples of
    ``sound_grid_frames``; answers, and what opens and ends a part, at once.
    """

    plan: Plan
    rate: int
    durations: Durations
    wording: Wording
    forecast: LooksAhead
    has_music: bool = False
    sound_grid_frames: int = 1

    def frames(self, seconds: float) -> int:
        return round(seconds * self.rate)

    def on_grid(self, earliest: int) -> int:
        """For a sentence or its tone."""
        return -(-earliest // self.sound_grid_frames) * self.sound_grid_frames

    def step(self, index: int) -> Step:
        return self.plan.steps[index]
