"""What was learnt by doing, between sessions: nats by recogniser and phrase, one JSON file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from voice_coach.audio.partial_file import cannot_write
from voice_coach.audio.whole_file import write_whole
from voice_coach.listening.learning import bounded

_FORMAT = 1


def load_learnt(path: Path, engine: str) -> dict[str, float]:
    """The shifts for ``engine``; none if the file is missing or damaged (it's rewritten later)."""
    section = _read(path).get(engine, {})
    return {
        phrase: bounded(float(shift))
        for phrase, shift in section.items()
        if isinstance(shift, int | float) and not isinstance(shift, bool)
    }


def save_learnt(path: Path, engine: str, shifts: Mapping[str, float]) -> None:
    """Keep ``shifts`` for ``engine`` and others' as they are. Raises OutputError."""
    engines = {**_read(path), engine: {phrase: round(shift, 4) for phrase, shift in shifts.items()}}
    text = json.dumps({"format": _FORMAT, "engines": engines}, indent=1, ensure_ascii=False)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(path, error) from error
    write_whole(path, f"{text}\n".encode(), private=True)


def _read(path: Path) -> dict[str, dict[str, object]]:
    try:
        whole = json.loads(path.read_text(encoding="utf-8"))
        engines = whole["engines"] if whole["format"] == _FORMAT else {}
        return {str(name): dict(section) for name, section in engines.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError):
        return {}
