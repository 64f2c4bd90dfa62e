"""How long the default voice takes for the sentences on file: ``routines/lengths.LANGUAGE.txt``.

``python -m scripts.measure_lengths`` writes it. What has changed since is estimated from its letters.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from voice_coach.content import content_folder
from voice_coach.routine.variants import wording_id

ID_LETTERS = 8


@lru_cache(maxsize=4)
def known_lengths(language: str) -> Mapping[str, float]:
    """Seconds by ``variants.wording_id``; empty without such a file."""
    path = content_folder("routines") / f"lengths.{language}.txt"
    if not path.is_file():
        return {}
    rows = path.read_text(encoding="ascii").split()
    return {row[:ID_LETTERS]: int(row[ID_LETTERS:]) / 1000 for row in rows}


def known_seconds(text: str, language: str) -> float | None:
    """Of one sentence at the usual rate; ``None`` if it isn't known."""
    return known_lengths(language).get(wording_id(text))
