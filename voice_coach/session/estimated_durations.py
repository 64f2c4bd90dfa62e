"""Lengths of sentences and cues, without sound."""

from __future__ import annotations

from voice_coach.routine.estimate import sentence_seconds
from voice_coach.routine.known_lengths import known_seconds
from voice_coach.session.actions import PACE_STEP

CUE_SECONDS = {
    **{"chime": 2.04, "stroke": 0.7, "hold_start": 0.8, "breath_in": 1.8, "breath_out": 2.4},
    **{"half_way": 0.96, "countdown": 0.1, "end": 1.2, "side_switch": 0.92, "heard": 0.14},
    **{"undone": 0.47, "not_understood": 0.5, "not_now": 0.22, "paused": 0.66, "resumed": 0.66},
}
"""The cues of ``audio_cues``."""
_OTHER_CUE_SECONDS = 0.6


class EstimatedDurations:
    """From letters; with ``known``, as the default voice was measured where it was."""

    def __init__(self, rate: int, language: str, *, known: bool = False) -> None:
        self._rate = rate
        self._language = language
        self._known = known

    def speech_frames(self, text: str, pace: int, passage: tuple[str, ...] = ()) -> int:
        measured = known_seconds(text, self._language) if self._known else None
        usual = sentence_seconds(text, self._language) if measured is None else measured
        return round(usual / (1 + PACE_STEP * pace) * self._rate)

    def cue_frames(self, name: str) -> int:
        return round(CUE_SECONDS.get(name, _OTHER_CUE_SECONDS) * self._rate)
