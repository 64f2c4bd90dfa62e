"""Postures, changes between them, places to keep off."""

from __future__ import annotations

from typing import Literal

Posture = Literal["standing", "chair", "sitting", "back", "front", "side", "kneeling"]
"""``chair``: on one; ``sitting``: on the floor; the last three lie."""
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
"""Lines ``left_...`` and ``right_...`` name them."""

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
"""Where not to press; lines ``place_...`` name them."""

SAME_POSTURE_SECONDS = 6.0
ALONG_THE_FLOOR_SECONDS = 11.0
"""Between postures on the floor."""
UP_OR_DOWN_SECONDS = 20.0
"""Between the floor and standing or a chair."""
STAND_TO_CHAIR_SECONDS = 8.0
TURN_OVER_SECONDS = 7.0
"""To the posture's opposite side."""

_UPRIGHT = frozenset({"standing", "chair"})


def change_seconds(before: str, after: str) -> float:
    """An empty ``before`` is standing."""
    before = before or "standing"
    if before == after:
        return SAME_POSTURE_SECONDS
    if before in _UPRIGHT and after in _UPRIGHT:
        return STAND_TO_CHAIR_SECONDS
    if before in _UPRIGHT or after in _UPRIGHT:
        return UP_OR_DOWN_SECONDS
    return ALONG_THE_FLOOR_SECONDS


def switch_seconds(posture: str, usual: float) -> float:
    """``usual``, or enough to turn over."""
    return max(usual, TURN_OVER_SECONDS) if posture == "side" else usual
