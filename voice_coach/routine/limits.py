"""Safety limits for planner, checker and session."""

from __future__ import annotations

LONGEST_SET_SECONDS = 120.0
"""Sets of 30 to 120 s (Behm 2020)."""

LONGEST_SPOT_SECONDS = 60.0
"""On one spot (facts sheet, timing model); then the coach asks for a fresh one."""

LONGEST_GUN_SPOT_SECONDS = 20.0
"""On one spot with the gun, planned or asked for live."""

LONGEST_GUN_SECONDS = 900.0
"""15 min with the gun in all."""

LONGEST_GUN_BEFORE_RUN_SECONDS = 60.0
"""A side: power fell after 8 min on the quads (Canbulut), so it's short before a run."""

SHORTEST_SEARCH_SECONDS = 8.0
"""To find a spot, unless a sweep's last strokes are the search."""

STROKE_SECONDS = (2.0, 4.0)
"""One way, Behm 2020."""


def longest_spot_seconds(tool: str) -> float:
    """The most that one spot may be held with ``tool``."""
    return LONGEST_GUN_SPOT_SECONDS if tool == "gun" else LONGEST_SPOT_SECONDS


def longest_part_seconds(tool: str, *, hold: bool) -> float:
    """The longest a part may be stretched to. A hold without the gun may exceed the spot's limit, since the
    coach asks for a fresh one."""
    return LONGEST_GUN_SPOT_SECONDS if hold and tool == "gun" else LONGEST_SET_SECONDS
