"""What the coach hears in a recording: `voice-coach hear`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from voice_coach.listening.audio_file import read_audio, with_room_tone
from voice_coach.listening.decision import Adjust
from voice_coach.listening.grammar import Grammar
from voice_coach.listening.heard import (
    CommandHeard,
    CommandWithdrawn,
    HeardEvent,
    NearlyHeard,
    SpeechIgnored,
    seconds_of,
)
from voice_coach.listening.listener import Listener
from voice_coach.listening.recogniser import HEARING_RATE, Recogniser, Speech

_AROUND_SECONDS = 0.5
_SEED = 1


@dataclass(frozen=True)
class HeardCommand:
    """Times in seconds from the recording's start."""

    command: str
    text: str
    start_seconds: float
    end_seconds: float
    confidence: float
    seconds: int | None = None
    value: int | None = None

    def as_json(self) -> dict[str, object]:
        """The contract of `voice-coach hear --json`."""
        number = {name: got for name in ("seconds", "value") if (got := getattr(self, name)) is not None}
        return {
            "command": self.command,
            **number,
            "text": self.text,
            "start": round(self.start_seconds, 3),
            "end": round(self.end_seconds, 3),
            "confidence": round(self.confidence, 3),
        }


def hear_file(
    path: Path, state: str, recogniser: Recogniser, grammar: Grammar, adjust: Adjust | None = None
) -> tuple[HeardCommand, ...]:
    """``adjust``: a runner's own hearing. Raises InputError (`no-such-file`, `not-audio`, `audio-too-long`,
    `unknown-state`).
    """
    samples = read_audio(path)
    length = len(samples) / HEARING_RATE
    found: list[HeardCommand] = []
    for event in hear_samples(samples, state, recogniser, grammar, adjust):
        if isinstance(event, CommandWithdrawn):
            found.pop()
        if isinstance(event, CommandHeard):
            start, end = (
                min(length, max(0.0, seconds_of(at) - _AROUND_SECONDS))
                for at in (event.start_sample, event.end_sample)
            )
            found.append(
                HeardCommand(
                    event.command, event.text, start, end, event.confidence, event.seconds, event.value
                )
            )
    return tuple(found)


def hear_samples(
    samples: Speech, state: str, recogniser: Recogniser, grammar: Grammar, adjust: Adjust | None = None
) -> tuple[HeardEvent, ...]:
    """With half a second of room tone around; positions count from its start. Raises InputError
    (`unknown-state`).
    """
    listener = Listener(recogniser, grammar, state, adjust=adjust)
    padded = with_room_tone(samples, _AROUND_SECONDS, _SEED)
    return (*listener.feed(padded), *listener.flush())


__all__ = ["CommandHeard", "HeardCommand", "NearlyHeard", "SpeechIgnored", "hear_file", "hear_samples"]
