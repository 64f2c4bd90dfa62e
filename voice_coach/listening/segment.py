"""A stretch of speech that was cut out of what the microphone gave."""

from __future__ import annotations

from dataclasses import dataclass

from voice_coach.listening.recogniser import Speech


@dataclass(frozen=True, eq=False)
class Segment:
    """One finished stretch: ``samples`` from position ``first_sample`` on, with pre-roll and tail; the speech
    itself lies from ``start_sample`` to ``end_sample``. ``decided_sample`` is how far the microphone was read
    to know it."""

    samples: Speech
    first_sample: int
    start_sample: int
    end_sample: int
    decided_sample: int
    level_db: float
    """Loudest frame, dB of full scale."""
    floor_db: float
    """The level of what it stands out from, before it, dB of full scale."""
    too_long: bool = False
    """Longer than any command; ``samples`` is then empty."""
    over_sound: bool = False
    """It stands out over another sound that goes on, music or a machine, instead of over a quiet room."""

    @property
    def snr_db(self) -> float:
        return self.level_db - self.floor_db
