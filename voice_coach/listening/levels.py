"""How a microphone sounds, and advice."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from voice_coach.listening.recogniser import HEARING_RATE, Speech

_BLOCK = HEARING_RATE // 50
_FULL_SCALE = 32768.0
_SILENT_DB = -120.0

QUIET_VOICE_DB = -45.0
"""Lower, a voice two metres away drowns in the converter's noise."""
NOISY_ROOM_DB = -42.0
LEAST_SNR_DB = 12.0
"""Measured up to this noise (bench/hearing.py)."""
CLIPPED_SHARE = 1e-3


@dataclass(frozen=True)
class Levels:
    """dB of full scale (RMS over 20 ms).

    ``voice_db``: the loudest twentieth; ``room_db``: the quietest fifth; ``clipped``: share of samples at the
    rails.
    """

    voice_db: float
    room_db: float
    clipped: float

    @property
    def snr_db(self) -> float:
        return self.voice_db - self.room_db


def measure(samples: Speech) -> Levels:
    """16 kHz, mono, int16; silence is -120 dB."""
    whole = samples[: len(samples) // _BLOCK * _BLOCK].astype(np.float64).reshape(-1, _BLOCK) / _FULL_SCALE
    if not len(whole):
        return Levels(_SILENT_DB, _SILENT_DB, 0.0)
    powers = np.maximum((whole**2).mean(axis=1), 10 ** (_SILENT_DB / 10))
    decibels = 10 * np.log10(powers)
    clipped = float(np.mean(np.abs(samples.astype(np.int32)) >= 32700))
    return Levels(float(np.percentile(decibels, 95)), float(np.percentile(decibels, 20)), clipped)


def advice(levels: Levels) -> tuple[str, ...]:
    """Sentences on what's wrong and what helps."""
    if levels.voice_db <= _SILENT_DB + 1:
        return (
            "This microphone is silent: it's muted, or the wrong one. "
            "List the others with voice-coach devices, then choose one with --mic.",
        )
    found = []
    if levels.clipped > CLIPPED_SHARE:
        found.append("The sound is clipped: turn the microphone's level down in the system's sound settings.")
    if levels.voice_db < QUIET_VOICE_DB:
        found.append(
            "You are very quiet here: turn the microphone's level up, or move it closer to your head."
        )
    if levels.room_db > NOISY_ROOM_DB:
        found.append(
            "The room is noisy: turn music and fans down, or move the microphone closer to your head."
        )
    elif levels.snr_db < LEAST_SNR_DB:
        found.append("Your voice hardly stands out from the room: move closer, or speak up.")
    return tuple(found)
