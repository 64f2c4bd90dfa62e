"""Byte ranges of RFC 9110, one a request."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ONE_RANGE = re.compile(r"bytes[ \t]*=[ \t]*(?:([0-9]+)-([0-9]*)|-([0-9]+))[ \t]*", re.IGNORECASE)
_MOST_DIGITS = 18


@dataclass(frozen=True)
class ByteRange:
    """``length`` bytes from ``start`` on."""

    start: int
    length: int


class Unsatisfiable(Exception): ...


def read_range(header: str, size: int) -> ByteRange | None:
    """The part of ``size`` bytes that a Range header asks for.

    None for the whole: no range of bytes, or several. Raises Unsatisfiable.
    """
    matched = _ONE_RANGE.fullmatch(header)
    if matched is None:
        return None
    first, last, suffix = matched.groups()
    if suffix is not None:
        length = min(_number(suffix), size)
        if length == 0:
            raise Unsatisfiable
        return ByteRange(size - length, length)
    start = _number(first)
    end = _number(last) if last else size - 1
    if last and end < start:
        return None
    if start >= size:
        raise Unsatisfiable
    return ByteRange(start, min(end, size - 1) - start + 1)


def _number(digits: str) -> int:
    """Their value, or one beyond any file: Python refuses thousands of digits."""
    digits = digits.lstrip("0") or "0"
    return int(digits) if len(digits) <= _MOST_DIGITS else 10**_MOST_DIGITS
