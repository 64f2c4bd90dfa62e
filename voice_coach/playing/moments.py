"""What a session and those who hear and show it tell each other: values on the sample clock."""

from __future__ import annotations

from dataclasses import dataclass

from voice_coach.audio.clip import Clip
from voice_coach.session.state import BeforeName, StateName


@dataclass(frozen=True)
class Heard:
    """Where a command came from, for the journal: words, place on the sample clock, certainty.

    One that's ``unsure`` is obeyed, and taken back without a trace if a `CommandWithdrawn` follows soon."""

    text: str
    start_frame: int
    end_frame: int
    confidence: float
    source: str
    unsure: bool = False


@dataclass(frozen=True)
class Said:
    """A sentence put on the clock, or, with no ``clip``, the coach cut short at ``frame``."""

    frame: int
    text: str = ""
    clip: Clip | None = None


@dataclass(frozen=True)
class Moment:
    """Where a session is: frames rendered, and the grammar state there."""

    frame: int
    state: StateName | BeforeName
