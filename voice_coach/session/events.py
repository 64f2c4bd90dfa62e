"""What can happen to a session, in the past tense."""

from __future__ import annotations

from dataclasses import dataclass

from voice_coach.session.commands import Command


@dataclass(frozen=True)
class SessionStarted:
    """The first frame is about to be rendered."""


@dataclass(frozen=True)
class SessionTakenUp:
    """The same for a resumed session."""


@dataclass(frozen=True)
class TimePassed:
    """Only a deadline was reached."""


@dataclass(frozen=True)
class CommandHeard:
    """By voice, key or script; obeyed at the frame it's handled."""

    command: Command


@dataclass(frozen=True)
class KeyUnknown:
    """A meaningless key; heard by those who can't see the keyboard."""


@dataclass(frozen=True)
class NearlyHeard:
    """Almost a command: worth a "not understood"."""


@dataclass(frozen=True)
class OthersHeard:
    """A command by someone else, if only the runner is obeyed."""


@dataclass(frozen=True)
class VoiceBegan:
    """Someone began to speak."""


@dataclass(frozen=True)
class VoiceEnded:
    """They stopped without a command."""


@dataclass(frozen=True)
class DeviceLost:
    """A ``microphone`` or ``speaker`` went away."""

    which: str


@dataclass(frozen=True)
class DeviceReturned:
    which: str


@dataclass(frozen=True)
class LineWanted:
    """Say the coach's line of this key (``no_microphone``)."""

    key: str


Event = (
    SessionStarted
    | SessionTakenUp
    | TimePassed
    | CommandHeard
    | KeyUnknown
    | NearlyHeard
    | OthersHeard
    | VoiceBegan
    | VoiceEnded
    | DeviceLost
    | DeviceReturned
    | LineWanted
)
