"""What was played beside a stretch of the microphone's samples."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from voice_coach.listening.recogniser import Speech


@dataclass(frozen=True, eq=False)
class Taken:
    """``skipped`` was played but given to no one; ``put_in_samples`` of silence were given but not played."""

    samples: Speech
    skipped: Speech = field(default_factory=lambda: np.zeros(0, np.int16))
    put_in_samples: int = 0
