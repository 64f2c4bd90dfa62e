"""A folder that ``export --web`` wrote, known by its description."""

from __future__ import annotations

import json
from pathlib import Path

MARK = "bundle.json"
"""The description; marks our folders."""
_MOST_BYTES = 1_000_000


def page_titles(folder: Path) -> tuple[str, ...]:
    """Its sessions' titles; empty if it's no such folder."""
    path = folder / MARK
    try:
        if not 0 < path.stat().st_size <= _MOST_BYTES:
            return ()
        routines = json.loads(path.read_text(encoding="utf-8"))["routines"]
        return tuple(str(routine["title"]) for routine in routines)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return ()
