"""Simulated rooms for training: others than any in which something is measured or fitted."""

from __future__ import annotations

import torch

from bench.rooms import draw_room
from training.augment import RATE

TAIL_SAMPLES = RATE // 2
"""As long as the tails of `training.augment`; by then even a hall is 35 dB down."""
_FIRST_ROOM = 200_000
_ONSET_SHARE = 0.02
"""Of the strongest reflection: what comes before the direct sound is weaker."""


def simulated_rooms(count: int) -> torch.Tensor:
    """Impulse responses from a runner to a phone, shape ``(count, TAIL_SAMPLES)``, the direct sound first and
    all of one energy."""
    found = torch.zeros(count, TAIL_SAMPLES)
    for number in range(count):
        path = torch.from_numpy(draw_room(_FIRST_ROOM + number).voice_path)
        onset = int((path.abs() > _ONSET_SHARE * path.abs().max()).nonzero()[0])
        kept = path[onset : onset + TAIL_SAMPLES]
        found[number, : len(kept)] = kept
    return found
