"""From one row's cells to a checked ``Row``."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from voice_coach.batch.row import COLUMNS, REQUIRED, Row
from voice_coach.errors import InputError
from voice_coach.files.spreadsheet import with_decimal_point
from voice_coach.routine.blocks import TOOLS
from voice_coach.routine.findings import nearest
from voice_coach.routine.plan import Level
from voice_coach.routine.wish import Wish

LONGEST_CELL_LETTERS = 200
_ZWNJ, _ZWJ = "\u200c", "\u200d"
_JOINERS = str.maketrans("", "", _ZWNJ + _ZWJ)
_DIRECTION_MARKS = str.maketrans(
    "", "", "\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\u00ad"
)
"""Invisible marks, such as of direction, that come along with copied names."""
LEVELS: tuple[Level, ...] = get_args(Level)


@dataclass(frozen=True)
class Problem:
    """``column`` is empty if it's the whole row."""

    file: Path
    line: int
    column: str
    problem: str
    hint: str

    def __str__(self) -> str:
        column = f" {self.column}:" if self.column else ""
        return f"{self.file}:{self.line}:{column} {self.problem} {self.hint}".rstrip()


class BadCell(Exception):
    """``hint`` says what to write instead."""

    def __init__(self, column: str, problem: str, hint: str) -> None:
        super().__init__(problem)
        self.column, self.problem, self.hint = column, problem, hint


def row_from(line: int, cells: Mapping[str, object]) -> Row:
    """Raises ``BadCell`` for the first mistake."""
    for column in cells:
        if column not in COLUMNS:
            raise unknown_column(column)
    for column in REQUIRED:
        if _is_empty(cells.get(column)):
            raise BadCell(column, "is missing.", "Every row needs a member and a routine.")
    level = _word(cells, "level")
    if level is not None and level not in LEVELS:
        raise BadCell("level", f"{level!r} isn't a level.", f"Levels are {', '.join(LEVELS)}.")
    row = Row(
        line=line,
        member=_text(cells, "member") or "",
        routine=_text(cells, "routine") or "",
        minutes=_minutes(cells),
        focus=_list(cells, "focus") or (),
        tools=_tools(cells),
        voice=_word(cells, "voice"),
        language=_word(cells, "language"),
        level=level,
    )
    try:
        assert row.file_name
    except ValueError as error:
        raise BadCell("member", f"No file can be named after it: {error}.", "Write a name.") from error
    return row


def unknown_column(column: str) -> BadCell:
    hint = nearest(column, COLUMNS).capitalize() or f"Columns are {', '.join(COLUMNS)}."
    return BadCell(_shown(column), "isn't a column of a plan.", hint)


def _is_empty(cell: object) -> bool:
    return cell is None or (isinstance(cell, str) and not _without_marks(cell))


def _without_marks(cell: str) -> str:
    """``cell`` without invisible marks. Joiners stay between letters."""
    return cell.translate(_DIRECTION_MARKS).strip().strip(_ZWNJ + _ZWJ).strip()


def _text(cells: Mapping[str, object], column: str) -> str | None:
    """Text on one line; ``None`` if empty."""
    cell = cells.get(column)
    if _is_empty(cell):
        return None
    if not isinstance(cell, str):
        raise BadCell(column, f"{_shown(cell)} isn't text.", "Put it in quotes.")
    text = _without_marks(cell)
    if not text:
        return None
    if len(text) > LONGEST_CELL_LETTERS:
        raise BadCell(column, "is too long.", f"Write at most {LONGEST_CELL_LETTERS} letters.")
    if not text.translate(_JOINERS).isprintable():
        raise BadCell(column, f"{_shown(text)} holds a line end or a control character.", "Write plain text.")
    return text


def _word(cells: Mapping[str, object], column: str) -> str | None:
    text = _text(cells, column)
    if text is not None and " " in text and column != "voice":
        raise BadCell(column, f"{_shown(text)} is more than one word.", "Write one.")
    return text


def _minutes(cells: Mapping[str, object]) -> float | None:
    cell = cells.get("minutes")
    if _is_empty(cell):
        return None
    hint = "Write a number such as 12 or 12.5."
    if isinstance(cell, bool) or not isinstance(cell, int | float | str):
        raise BadCell("minutes", f"{_shown(cell)} isn't a number.", hint)
    try:
        minutes = float(with_decimal_point(cell) if isinstance(cell, str) else cell)
    except (ValueError, OverflowError):
        raise BadCell("minutes", f"{_shown(cell)} isn't a number.", hint) from None
    if not math.isfinite(minutes):
        raise BadCell("minutes", f"{_shown(cell)} isn't a number.", hint)
    try:
        Wish(minutes=minutes).check()
    except InputError as error:
        raise BadCell("minutes", error.message, error.hint) from error
    return minutes


def _list(cells: Mapping[str, object], column: str) -> tuple[str, ...] | None:
    """A list, or text separated by commas or spaces; ``None`` if empty."""
    cell = cells.get(column)
    if isinstance(cell, Sequence) and not isinstance(cell, str):
        items = [_text({column: item}, column) for item in cell]
        if not all(items):
            raise BadCell(column, "has an empty item.", "Leave it out.")
        return tuple(item for item in items if item) or None
    text = _text(cells, column)
    return None if text is None else tuple(text.replace(",", " ").split()) or None


def _tools(cells: Mapping[str, object]) -> tuple[str, ...] | None:
    tools = _list(cells, "tools")
    for tool in tools or ():
        if tool not in TOOLS:
            raise BadCell(
                "tools", f"There is no tool called {_shown(tool)}.", f"Tools are {', '.join(TOOLS)}."
            )
    return tools


def _shown(cell: object) -> str:
    """``cell`` for a message: on one line, not too long."""
    text = repr(cell)
    return text if len(text) <= 60 else f"{text[:57]}..."
