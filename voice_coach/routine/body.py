"""Postures, changes between them, and places to keep off, as data."""

from __future__ import annotations

from typing import Literal

Posture = Literal["standing", "chair", "sitting", "back", "front", "side", "kneeling"]
"""``chair``: on a chair; ``sitting``: on the floor; lying on ``back``, ``front`` or ``side``."""
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
"""Areas with two sides; the lines ``left_...`` and ``right_...`` name them."""

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
"""Where not to press; the line ``place_...`` names each."""

SAME_POSTURE_SECONDS = 6.0
ALONG_THE_FLOOR_SECONDS = 11.0
"""From one posture on the floor to another."""
UP_OR_DOWN_SECONDS = 20.0
"""From the floor to standing or a chair, or the other way."""
STAND_TO_CHAIR_SECONDS = 8.0
TURN_OVER_SECONDS = 7.0
"""To the same posture on the opposite side of the body."""

_UPRIGHT = frozenset({"standing", "chair"})


def change_seconds(before: str, after: str) -> float:
    """Seconds between two postures. An empty ``before`` is standing."""
    before = before or "standing"
    if before == after:
        return SAME_POSTURE_SECONDS
    if before in _UPRIGHT and after in _UPRIGHT:
        return STAND_TO_CHAIR_SECONDS
    if before in _UPRIGHT or after in _UPRIGHT:
        return UP_OR_DOWN_SECONDS
    return ALONG_THE_FLOOR_SECONDS


def switch_seconds(posture: str, usual: float) -> float:
    """Seconds to change sides: ``usual``, or enough to turn over."""
    return max(usual, TURN_OVER_SECONDS) if posture == "side" else usual
