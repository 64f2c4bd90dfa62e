"""What can happen to a session, in the past tense."""

from __future__ import annotations

from dataclasses import dataclass

from voice_coach.session.commands import Command


@dataclass(frozen=True)
class SessionStarted:
    """The first frame is about to be rendered."""


@dataclass(frozen=True)
class SessionTakenUp:
    """The first frame of a session that goes on from where it was cut off is about to be rendered."""


@dataclass(frozen=True)
class TimePassed:
    """A deadline was reached; nothing else happened."""


@dataclass(frozen=True)
class CommandHeard:
    """The runner asked for something, by voice, key or script. It is obeyed at the frame it is handled."""

    command: Command


@dataclass(frozen=True)
class KeyUnknown:
    """A meaningless key: those who can't see the keyboard must hear that."""


@dataclass(frozen=True)
class NearlyHeard:
    """Something that was almost a command: worth a "not understood", nothing else."""


@dataclass(frozen=True)
class OthersHeard:
    """Somebody else than the runner asked for something, and only the runner is obeyed."""


@dataclass(frozen=True)
class VoiceBegan:
    """Somebody began to speak: perhaps the runner, perhaps a command."""


@dataclass(frozen=True)
class VoiceEnded:
    """They stopped without a command."""


@dataclass(frozen=True)
class DeviceLost:
    """A ``microphone`` or ``speaker`` went away."""

    which: str


@dataclass(frozen=True)
class DeviceReturned:
    """A lost device is back."""

    which: str


@dataclass(frozen=True)
class LineWanted:
    """One of the coach's own lines is to be said, by its key (``no_microphone``)."""

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
