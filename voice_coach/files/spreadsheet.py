"""Tables as spreadsheets save them: encodings, separators, empty columns."""

from __future__ import annotations

import codecs
import re

_SEPARATORS = ",;\t"
"""Many countries use semicolons, since their numbers have commas."""
_SAYS_SEPARATOR = re.compile(r'\s*"?sep=(.)"?[,;\t]*\s*', re.IGNORECASE)
_DECIMAL_COMMA = re.compile(r"\s*[-+]?\d{1,6},\d{1,2}\s*")


def decoded(data: bytes) -> str:
    """UTF-8, or UTF-16 with Excel's mark.

    Raises UnicodeDecodeError.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16")
    return data.decode("utf-8-sig")


def told_separator(text: str) -> tuple[str, str]:
    """The separator, and the table with Excel's line ``sep=;`` emptied."""
    lines = re.split(r"(?<=\n)|(?<=\r)(?!\n)", text)
    first = next((number for number, line in enumerate(lines) if line.strip()), None)
    if first is None:
        return ",", text
    said = _SAYS_SEPARATOR.fullmatch(lines[first].rstrip("\r\n"))
    if said is None:
        return max(_SEPARATORS, key=lines[first].count), text
    lines[first] = lines[first][len(lines[first].rstrip("\r\n")) :]
    return said[1], "".join(lines)


def without_empty_end(cells: list[str], count: int) -> list[str]:
    """``cells`` without empty ones after the first ``count``."""
    while len(cells) > count and not cells[-1].strip():
        cells = cells[:-1]
    return cells


def with_decimal_point(cell: str) -> str:
    """``12,5`` as ``12.5``; anything else unchanged."""
    return cell.replace(",", ".") if _DECIMAL_COMMA.fullmatch(cell) else cell
