"""What was played beside a stretch of the microphone's samples."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from voice_coach.listening.recogniser import Speech


@dataclass(frozen=True, eq=False)
class Taken:
    """What was played beside as many samples of the microphone, and by how much the two have moved against
    each other just before: ``skipped`` was played then and handed to no one; of ``put_in_samples`` that were
    handed out then as silence nothing was played."""

    samples: Speech
    skipped: Speech = field(default_factory=lambda: np.zeros(0, np.int16))
    put_in_samples: int = 0
