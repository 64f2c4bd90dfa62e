"""Bodies and rooms as data: how a runner lies or sits, how long it takes to change that, what to keep off."""

from __future__ import annotations

from typing import Literal

Posture = Literal["standing", "chair", "sitting", "back", "front", "side", "kneeling"]
"""``chair`` is sitting on one, ``sitting`` is on the floor; one lies on ``back``, ``front`` or ``side``."""
POSTURES: tuple[Posture, ...] = ("standing", "chair", "sitting", "back", "front", "side", "kneeling")

THINGS = ("chair", "wall", "mat")
"""What an exercise may need besides its tool."""

SIDED_AREAS = (
    "adductors",
    "calves",
    "feet",
    "glutes",
    "hamstrings",
    "it-band",
    "quads",
    "shins",
    "upper-back",
)
"""Areas that there are two of. The coach's lines ``left_...`` and ``right_...`` name one of them."""

PLACES = (
    "achilles",
    "back-of-knee",
    "shin-bone",
    "kneecap",
    "knee",
    "inner-knee",
    "outer-knee",
    "ankle",
    "hip-bone",
    "trochanter",
    "sit-bone",
    "tailbone",
    "low-back",
    "spine",
    "neck",
    "groin",
    "heel-bone",
    "bruises",
)
"""Where not to press. The coach's line ``place_...`` of each is its spoken name."""

SAME_POSTURE_SECONDS = 4.0
"""The setup of the exercise is longer, as a rule; it holds then."""
ALONG_THE_FLOOR_SECONDS = 11.0
"""From one posture on the floor to another."""
UP_OR_DOWN_SECONDS = 20.0
"""From the floor to standing or a chair, or the other way."""
STAND_TO_CHAIR_SECONDS = 8.0
TURN_OVER_SECONDS = 8.0
"""To the same posture on the opposite side of the body."""

_UPRIGHT = frozenset({"standing", "chair"})


def change_seconds(before: str, after: str) -> float:
    """The time that a body needs from one posture to another. ``before`` may be empty: it's then standing."""
    before = before or "standing"
    if before == after:
        return SAME_POSTURE_SECONDS
    if before in _UPRIGHT and after in _UPRIGHT:
        return STAND_TO_CHAIR_SECONDS
    if before in _UPRIGHT or after in _UPRIGHT:
        return UP_OR_DOWN_SECONDS
    return ALONG_THE_FLOOR_SECONDS


def switch_seconds(posture: str, usual: float) -> float:
    """The time to change sides: ``usual``, and enough to turn over for who lies on one side."""
    return max(usual, TURN_OVER_SECONDS) if posture == "side" else usual
