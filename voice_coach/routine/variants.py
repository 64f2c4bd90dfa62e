"""Which variant of a sentence comes next: none twice before all have come, and others than last time."""

from __future__ import annotations

import math
import zlib
from collections.abc import Container, Mapping, Sequence

_GOLDEN = 0.618
"""Share of the variants that the next seed goes on by: sessions in a row begin far from each other."""


def least_used(variants: Sequence[str], uses: Mapping[str, int], seed: int) -> str:
    """The variant used least. Of several the first from a place on that ``seed`` moves."""
    count = len(variants)
    start = zlib.crc32(variants[0].encode()) + seed * _stride(count)
    ordered = (variants[(start + index) % count] for index in range(count))
    return min(ordered, key=lambda text: uses.get(text, 0))


def _stride(count: int) -> int:
    """As far as can be from the last seed, and such that every variant is some seed's first."""
    stride = max(1, round(count * _GOLDEN))
    while math.gcd(stride, count) > 1:
        stride += 1
    return stride


def wording_id(text: str) -> str:
    """A short name for a wording as its author wrote it: eight hexadecimal digits."""
    return f"{zlib.crc32(text.encode()):08x}"


def not_heard(variants: Sequence[str], heard: Container[str], seed: int) -> str:
    """A variant that isn't among ``heard``, by ``wording_id``; any if all are. Empty if there are none."""
    new = [text for text in variants if wording_id(text) not in heard]
    return least_used(new or variants, {}, seed) if variants else ""
