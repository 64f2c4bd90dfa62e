"""What the doctor says of the coach's voice."""

from __future__ import annotations

from dataclasses import dataclass

from voice_coach.doctor.diagnosis import Diagnosis
from voice_coach.errors import VoiceCoachError


@dataclass(frozen=True)
class VoiceState:
    """The voice in use, and why a more natural one isn't, if so."""

    name: str
    passed_over: VoiceCoachError | None = None


def check_voice(state: VoiceState) -> Diagnosis:
    """Any voice works; a natural one is easier to follow."""
    if state.passed_over is None:
        return Diagnosis("voice", "ok", state.name)
    message = f"{state.passed_over.message} The coach speaks with {state.name} instead."
    return Diagnosis("voice", "note", message, state.passed_over.hint)
