"""Which others are music, talk, or never touched."""

from __future__ import annotations

import re
from collections.abc import Mapping

NEVER_TOUCHED = frozenset({"phone", "a11y", "event"})
"""A call, a screen reader, desktop sounds."""
_SPOKEN = re.compile(
    r"podcast|audio ?book|h[öo]rbuch|h[öo]rspiel|audiolibro|speech|spoken|talk\b", re.IGNORECASE
)
_SPEAKING_PLAYERS = re.compile(r"podcast|gpodder|cozy|audiobook|kasts|pocket ?casts|audible", re.IGNORECASE)


def is_spoken(name: str, metadata: Mapping[str, object]) -> bool:
    """Whether it's talk, by genre or kind: paused instead of turned down."""
    genre = metadata.get("xesam:genre", ())
    genres = [genre] if isinstance(genre, str) else list(genre) if isinstance(genre, list | tuple) else []
    return bool(_SPEAKING_PLAYERS.search(name)) or any(_SPOKEN.search(str(one)) for one in genres)


def may_be_lowered(properties: Mapping[str, str], own: frozenset[int]) -> bool:
    """Whether it's another program's, and not one that must be heard. ``own``: our processes."""
    process = properties.get("application.process.id", "")
    ours = process.isdecimal() and int(process) in own
    return not ours and properties.get("media.role", "").lower() not in NEVER_TOUCHED
