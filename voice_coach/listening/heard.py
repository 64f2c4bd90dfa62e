"""What a listener reports. Positions are samples at 16 kHz."""

from __future__ import annotations

from dataclasses import dataclass

from voice_coach.listening.decision import CommandDecision
from voice_coach.listening.recogniser import HEARING_RATE
from voice_coach.listening.segment import Segment


@dataclass(frozen=True)
class SpeechStarted:
    """Somebody began to speak; the coach can duck."""

    start_sample: int


@dataclass(frozen=True)
class CommandHeard:
    """``end_sample``: the end of the speech; ``decided_sample``: how far the microphone was read. ``unsure``:
    obeyed early; `CommandWithdrawn` may follow."""

    command: str
    text: str
    start_sample: int
    end_sample: int
    decided_sample: int
    confidence: float
    urgent: bool
    seconds: int | None = None
    value: int | None = None
    unsure: bool = False


@dataclass(frozen=True)
class CommandWithdrawn:
    """More speech followed the unsure command, or a slower look heard something else."""

    command: str
    text: str
    start_sample: int
    end_sample: int


@dataclass(frozen=True)
class SpeechIgnored:
    """Speech or noise that isn't a command, and why (kebab-case)."""

    text: str
    why: str
    start_sample: int
    end_sample: int
    confidence: float = 0.0


@dataclass(frozen=True)
class NearlyHeard:
    """Nearly a command: worth a "not understood"."""

    text: str
    start_sample: int
    end_sample: int
    confidence: float


HeardEvent = SpeechStarted | CommandHeard | CommandWithdrawn | SpeechIgnored | NearlyHeard


def heard(decision: CommandDecision, segment: Segment) -> CommandHeard:
    """``decision`` about all of ``segment``."""
    understood = decision.understood
    return CommandHeard(
        understood.command,
        decision.text,
        segment.start_sample,
        segment.end_sample,
        segment.decided_sample,
        decision.confidence,
        decision.urgent,
        understood.seconds,
        understood.value,
    )


def seconds_of(samples: int) -> float:
    """``samples`` at the hearing rate, in seconds."""
    return samples / HEARING_RATE
