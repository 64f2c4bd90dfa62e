"""How long sentences and cues take, estimated without making a sound."""

from __future__ import annotations

from voice_coach.routine.estimate import sentence_seconds
from voice_coach.session.actions import PACE_STEP

_CUE_SECONDS = 0.6


class EstimatedDurations:
    """Durations from the letters: nothing need be spoken to know them."""

    def __init__(self, rate: int, language: str) -> None:
        self._rate = rate
        self._language = language

    def speech_frames(self, text: str, pace: int, passage: tuple[str, ...] = ()) -> int:
        usual = sentence_seconds(text, self._language)
        return round(usual / (1 + PACE_STEP * pace) * self._rate)

    def cue_frames(self, name: str) -> int:
        return round(_CUE_SECONDS * self._rate)
