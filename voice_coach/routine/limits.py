"""Safety limits for planner, checker and session."""

from __future__ import annotations

LONGEST_SET_SECONDS = 120.0
"""Sets of 30 to 120 s (Behm 2020)."""

LONGEST_SPOT_SECONDS = 60.0
"""Timing model; then the coach asks for a fresh one."""

LONGEST_GUN_SPOT_SECONDS = 20.0
"""Planned or asked for live."""

LONGEST_GUN_SECONDS = 900.0
"""In all of a session."""

LONGEST_GUN_BEFORE_RUN_SECONDS = 60.0
"""A side: power fell after 8 min on the quads (Canbulut)."""

SHORTEST_SEARCH_SECONDS = 8.0
"""Unless a sweep's last strokes are the search."""

STROKE_SECONDS = (2.0, 4.0)
"""One way, Behm 2020."""


def longest_spot_seconds(tool: str) -> float:
    return LONGEST_GUN_SPOT_SECONDS if tool == "gun" else LONGEST_SPOT_SECONDS


def longest_part_seconds(tool: str, *, hold: bool) -> float:
    """A hold without the gun may exceed the spot's limit: the coach asks for a fresh one."""
    return LONGEST_GUN_SPOT_SECONDS if hold and tool == "gun" else LONGEST_SET_SECONDS
