"""A stretch of speech cut out of the microphone."""

from __future__ import annotations

from dataclasses import dataclass

from voice_coach.listening.recogniser import Speech


@dataclass(frozen=True, eq=False)
class Segment:
    """``samples`` from ``first_sample``, with pre-roll and tail, around the speech. ``decided_sample``: how
    far the microphone was read.
    """

    samples: Speech
    first_sample: int
    start_sample: int
    end_sample: int
    decided_sample: int
    level_db: float
    """Loudest frame, dB of full scale."""
    floor_db: float
    """The background's level before it, dB of full scale."""
    too_long: bool = False
    """Longer than any command; ``samples`` is empty."""
    over_sound: bool = False
    """Over a continuous sound instead of a quiet room."""

    @property
    def snr_db(self) -> float:
        return self.level_db - self.floor_db
