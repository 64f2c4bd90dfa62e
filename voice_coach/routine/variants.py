"""Chooses variants: no repeats before all have come, and others than last time."""

from __future__ import annotations

import math
import zlib
from collections.abc import Container, Mapping, Sequence

_GOLDEN = 0.618
"""Share of the variants between consecutive seeds."""


def least_used(
    variants: Sequence[str], uses: Mapping[str, int], seed: int, heard: Container[str] = ()
) -> str:
    """The least used, not in ``heard`` (``wording_id``s) if it can be; ties go in order, from a place that
    ``seed`` moves."""
    count = len(variants)
    start = zlib.crc32(variants[0].encode()) + seed * _stride(count)
    ordered = (variants[(start + index) % count] for index in range(count))
    return min(ordered, key=lambda text: (uses.get(text, 0), bool(heard) and wording_id(text) in heard))


def _stride(count: int) -> int:
    """Far from the last seed, and so that every variant is some seed's first."""
    stride = max(1, round(count * _GOLDEN))
    while math.gcd(stride, count) > 1:
        stride += 1
    return stride


def wording_id(text: str) -> str:
    """A short name for a wording as its author wrote it: eight hexadecimal digits."""
    return f"{zlib.crc32(text.encode()):08x}"


def not_heard(variants: Sequence[str], heard: Container[str], seed: int) -> str:
    """A variant not in ``heard`` (``wording_id``s), or any; empty if there are none."""
    new = [text for text in variants if wording_id(text) not in heard]
    return least_used(new or variants, {}, seed) if variants else ""
