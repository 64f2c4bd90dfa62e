"""Values that a session, its ears and its display exchange."""

from __future__ import annotations

from dataclasses import dataclass

from voice_coach.audio.clip import Clip
from voice_coach.session.state import BeforeName, StateName


@dataclass(frozen=True)
class Heard:
    """A command's origin, for the journal. An ``unsure`` one is obeyed, and taken back without a trace if a
    `CommandWithdrawn` follows soon.
    """

    text: str
    start_frame: int
    end_frame: int
    confidence: float
    source: str
    unsure: bool = False


@dataclass(frozen=True)
class Said:
    """A sentence on the clock; without ``clip``, the coach cut short at ``frame``."""

    frame: int
    text: str = ""
    clip: Clip | None = None


@dataclass(frozen=True)
class Moment:
    """Frames rendered, and the grammar state there."""

    frame: int
    state: StateName | BeforeName
