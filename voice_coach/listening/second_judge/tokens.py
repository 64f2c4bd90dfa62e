"""Text to Whisper's tokens: byte pairs merged as its tokeniser learnt them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

END, START, NO_TIMES = 50256, 50257, 50362
"""tiny.en's end, start, and "no times"."""
_WORD = re.compile(r" ?[A-Za-z]+| ?[0-9]+|'[a-z]+| ?[^\sA-Za-z0-9]+")
_SPACE = "Ġ"
"""The space before a word."""


@dataclass(frozen=True, eq=False)
class Tokens:
    """``rank`` of mergeable pairs, first learnt first; ``number`` of tokens."""

    rank: Mapping[tuple[str, str], int]
    number: Mapping[str, int]

    @classmethod
    def read(cls, path: Path) -> Tokens:
        """From `tokenizer.json`. Raises OSError, ValueError, KeyError or TypeError."""
        model = json.loads(path.read_text(encoding="utf-8"))["model"]
        pairs = [tuple(pair.split(" ")) if isinstance(pair, str) else tuple(pair) for pair in model["merges"]]
        return cls({(first, second): at for at, (first, second) in enumerate(pairs)}, dict(model["vocab"]))

    def of(self, text: str) -> list[int]:
        """Of plain English in ASCII."""
        return [self.number[part] for word in _WORD.findall(text) for part in self._merged(word)]

    def _merged(self, word: str) -> list[str]:
        parts = list(word.replace(" ", _SPACE))
        while len(parts) > 1:
            pairs = list(pairwise(parts))
            best = min(pairs, key=lambda pair: self.rank.get(pair, len(self.rank)))
            if best not in self.rank:
                break
            at = pairs.index(best)
            parts[at : at + 2] = ["".join(best)]
        return parts
