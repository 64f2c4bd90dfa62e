"""What a session wants done. ``at_frame`` is the first (or last) audible sample."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

PACE_STEP = 0.12
"""Of the usual speech rate: clearly heard, never rushed."""


@dataclass(frozen=True)
class Say:
    """Speak ``text`` from ``at_frame`` at rate step ``pace`` (0 usual, negative slower).

    ``passage``: sentences said in sequence with it, for a melody through all; or empty.
    """

    text: str
    pace: int
    at_frame: int
    passage: tuple[str, ...] = ()


@dataclass(frozen=True)
class PlayCue:
    name: str
    at_frame: int


@dataclass(frozen=True)
class CancelSpeech:
    """Fade out what is being said, mid-word if need be."""

    at_frame: int


@dataclass(frozen=True)
class CancelCues:
    """Fade out every cue that sounds."""

    at_frame: int


@dataclass(frozen=True)
class SetCoachLevel:
    """Speech and cues ``gain_db`` above or below their usual level."""

    gain_db: float
    at_frame: int


@dataclass(frozen=True)
class DuckCoach:
    """Let speech, cues and music step back from ``at_frame`` until ``until_frame`` at the latest."""

    at_frame: int
    until_frame: int


@dataclass(frozen=True)
class RestoreCoach:
    """Back to the usual level."""

    at_frame: int


@dataclass(frozen=True)
class PlayMusic:
    """Let the music run from the sample where it halted, or halt it."""

    playing: bool
    at_frame: int


@dataclass(frozen=True)
class Log:
    """Write a line into the journal. ``at_frame`` becomes its ``t``."""

    event: str
    at_frame: int
    fields: Mapping[str, object]


@dataclass(frozen=True)
class Finish:
    """Nothing sounds from ``at_frame`` on; the session is over."""

    at_frame: int


Action = (
    Say
    | PlayCue
    | CancelSpeech
    | CancelCues
    | SetCoachLevel
    | DuckCoach
    | RestoreCoach
    | PlayMusic
    | Log
    | Finish
)
