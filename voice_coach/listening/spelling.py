"""Guesses an English word's sounds.

The rules, `models/en/spelling.json`, were learnt from the CMU dictionary (`training.spelling`); the longest
context decides.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from voice_coach.content import content_folder
from voice_coach.errors import MissingPartError

EDGE = "#"
"""Before and after a word."""

CONTEXTS = ((0, 0), (0, 1), (1, 0), (1, 1), (0, 2), (2, 0), (1, 2), (2, 1), (2, 2), (1, 3), (3, 1), (3, 3))
"""Letters left and right in a rule."""

_FROM_SPECIFIC = tuple(reversed(CONTEXTS))


@dataclass(frozen=True, eq=False)
class Spelling:
    """``rules``: phones of a letter by `context_key`."""

    rules: Mapping[str, tuple[str, ...]]

    def phones_at(self, padded: str, at: int) -> tuple[str, ...]:
        """Of the letter at ``at``, or ()."""
        for left, right in _FROM_SPECIFIC:
            if left <= at and at + right < len(padded):
                found = self.rules.get(context_key(padded, at, left, right))
                if found is not None:
                    return found
        return ()

    def guess(self, word: str) -> tuple[str, ...]:
        """() beyond a to z and apostrophes."""
        letters = word.replace("'", "")
        if not (letters.isascii() and letters.isalpha()):
            return ()
        padded = EDGE + letters.lower() + EDGE
        return tuple(phone for at in range(1, len(padded) - 1) for phone in self.phones_at(padded, at))


def context_key(padded: str, at: int, left: int, right: int) -> str:
    """A letter with neighbours: ``le(t)te``."""
    return f"{padded[at - left : at]}({padded[at]}){padded[at + 1 : at + 1 + right]}"


def load_spelling(folder: Path | None = None) -> Spelling:
    """``folder`` replaces `models`. Raises MissingPartError (`spelling-unreadable`)."""
    path = (folder or content_folder("models")) / "en" / "spelling.json"
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        return Spelling({str(key): tuple(str(phones).split()) for key, phones in rows.items()})
    except (OSError, ValueError, AttributeError, RecursionError) as error:
        raise MissingPartError(
            f"{path} can't be read: {error}.",
            hint="Restore the file from the release.",
            code="spelling-unreadable",
        ) from None
