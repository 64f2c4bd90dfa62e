"""Byte ranges as RFC 9110 has them, for one range a request."""

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


class Unsatisfiable(Exception):
    """A range that lies behind the end of the file."""


def read_range(header: str, size: int) -> ByteRange | None:
    """The part of ``size`` bytes that a Range header asks for.

    None where the whole is to be sent: for headers that are no range of bytes, and for several ranges, which
    a server may answer so. Raises Unsatisfiable where nothing of the range is there.
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
    """Their value, or a number beyond any file's size: Python refuses to read thousands of digits."""
    digits = digits.lstrip("0") or "0"
    return int(digits) if len(digits) <= _MOST_DIGITS else 10**_MOST_DIGITS
