"""Whether a take of a runner's voice can be used."""

from __future__ import annotations

from typing import Literal

from voice_coach.listening.endpointer import Endpointer
from voice_coach.listening.levels import CLIPPED_SHARE, LEAST_SNR_DB, QUIET_VOICE_DB, measure
from voice_coach.listening.recogniser import HEARING_RATE, Speech
from voice_coach.listening.segment import Segment

Fault = Literal["nothing", "long", "cut_off", "clipped", "quiet", "noisy"]
"""No speech; too long; beginning or end missing; distorted; too quiet for this microphone; hardly above the
room."""

_AT_ONCE_SAMPLES = HEARING_RATE // 50
"""Speech within the first 20 ms began earlier."""


def speech_in(samples: Speech) -> Segment | None:
    """The first stretch, as the coach would cut it."""
    endpointer = Endpointer()
    return next(iter([*endpointer.feed(samples), *endpointer.flush()]), None)


def what_is_wrong(samples: Speech, segment: Segment | None, *, ended: bool) -> Fault | None:
    """Why the take is unusable, or None. ``ended``: silence followed."""
    if segment is None:
        # Speech from the first moment is taken for the room.
        return "cut_off" if measure(samples).snr_db > LEAST_SNR_DB else "nothing"
    if segment.too_long:
        return "long"
    if not ended or segment.start_sample <= _AT_ONCE_SAMPLES:
        return "cut_off"
    levels = measure(samples[segment.start_sample : segment.end_sample])
    if levels.clipped > CLIPPED_SHARE:
        return "clipped"
    if levels.voice_db < QUIET_VOICE_DB:
        return "quiet"
    return "noisy" if segment.snr_db < LEAST_SNR_DB else None
