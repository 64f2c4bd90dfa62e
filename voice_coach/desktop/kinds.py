"""Which of the others is music, which is talk, and which is never touched. Pure rules."""

from __future__ import annotations

import re
from collections.abc import Mapping

NEVER_TOUCHED = frozenset({"phone", "a11y", "event"})
"""Roles of streams: a call, a screen reader, the desktop's own sounds."""
_SPOKEN = re.compile(
    r"podcast|audio ?book|h[öo]rbuch|h[öo]rspiel|audiolibro|speech|spoken|talk\b", re.IGNORECASE
)
_SPEAKING_PLAYERS = re.compile(r"podcast|gpodder|cozy|audiobook|kasts|pocket ?casts|audible", re.IGNORECASE)


def is_spoken(name: str, metadata: Mapping[str, object]) -> bool:
    """Whether a player plays talk, which is paused and not turned down: by its genre, or by what it is."""
    genre = metadata.get("xesam:genre", ())
    genres = [genre] if isinstance(genre, str) else list(genre) if isinstance(genre, list | tuple) else []
    return bool(_SPEAKING_PLAYERS.search(name)) or any(_SPOKEN.search(str(one)) for one in genres)


def may_be_lowered(properties: Mapping[str, str], own: frozenset[int]) -> bool:
    """Whether a stream is another program's, and none that must be heard; ``own`` are our processes."""
    process = properties.get("application.process.id", "")
    ours = process.isdecimal() and int(process) in own
    return not ours and properties.get("media.role", "").lower() not in NEVER_TOUCHED
