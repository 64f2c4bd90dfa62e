"""Chooses variants: no repeats before all have come, and others than last time."""

from __future__ import annotations

import math
import zlib
from collections.abc import Container, Mapping, Sequence

_GOLDEN = 0.618
"""Share of the variants between seeds."""


def least_used(
    variants: Sequence[str], uses: Mapping[str, int], seed: int, heard: Container[str] = ()
) -> str:
    """Not in ``heard`` (``wording_id``s) if possible; ties go in order, from a place that ``seed`` moves."""
    count = len(variants)
    start = zlib.crc32(variants[0].encode()) + seed * _stride(count)
    ordered = (variants[(start + index) % count] for index in range(count))
    return min(ordered, key=lambda text: (uses.get(text, 0), bool(heard) and wording_id(text) in heard))


def _stride(count: int) -> int:
    """Far from the last seed; every variant is some seed's first."""
    stride = max(1, round(count * _GOLDEN))
    while math.gcd(stride, count) > 1:
        stride += 1
    return stride


def wording_id(text: str) -> str:
    """Eight hexadecimal digits, for the author's text."""
    return f"{zlib.crc32(text.encode()):08x}"


def not_heard(variants: Sequence[str], heard: Container[str], seed: int) -> str:
    """Not in ``heard`` (``wording_id``s), or any; empty without variants."""
    new = [text for text in variants if wording_id(text) not in heard]
    return least_used(new or variants, {}, seed) if variants else ""
