"""Reads a plan, CSV or JSON lines: good rows, and problems with their lines.

A mistake in a row costs that row. One in the whole file (not UTF-8, an unknown column) is raised.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from voice_coach.batch.cells import BadCell, Problem, row_from, unknown_column
from voice_coach.batch.row import COLUMNS, REQUIRED, Row
from voice_coach.errors import InputError
from voice_coach.files.spreadsheet import decoded, told_separator, without_empty_end

MAXIMUM_BYTES = 10_000_000
MAXIMUM_ROWS = 20_000


@dataclass(frozen=True)
class SessionsPlan:
    """Both in order of lines."""

    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]


def read_plan(path: Path) -> SessionsPlan:
    """The plan in ``path`` (``.csv`` or ``.jsonl``).

    Raises ``InputError`` (``plan-invalid``).
    """
    readers = {".csv": _csv_rows, ".jsonl": _json_rows}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise _invalid(f"{path} is neither .csv nor .jsonl.", "Give a plan with one of these endings.")
    rows: list[Row] = []
    problems: list[Problem] = []
    first_with: dict[str, int] = {}
    number = 0
    for number, (line, cells) in enumerate(reader(path), start=1):
        if number > MAXIMUM_ROWS:
            raise _invalid(f"{path}:{line}: has more than {MAXIMUM_ROWS} rows.", "Make several plans.")
        try:
            if isinstance(cells, BadCell):
                raise cells
            row = row_from(line, cells)
            _check_name(row, first_with)
        except BadCell as bad:
            problems.append(Problem(path, line, bad.column, bad.problem, bad.hint))
        else:
            rows.append(row)
    if not number:
        raise _invalid(f"{path} has no rows.", "Write one row a session.")
    return SessionsPlan(tuple(rows), tuple(problems))


def _check_name(row: Row, first_with: dict[str, int]) -> None:
    earlier = first_with.setdefault(row.file_name, row.line)
    if earlier != row.line:
        raise BadCell(
            "member",
            f"{row.member} with {row.routine} is line {earlier} already: both would be {row.file_name}.",
            "Tell the two apart by the member, such as Ana 2.",
        )


def _text_of(path: Path) -> str:
    try:
        if path.exists() and not path.is_file() and not path.is_dir():  # a pipe might never end
            raise _invalid(f"{path} isn't a regular file.", "Name a plan.")
        with path.open("rb") as file:
            data = file.read(MAXIMUM_BYTES + 1)
    except OSError as error:
        raise _invalid(f"{path} can't be read: {error.strerror or error}.", "Name a plan.") from error
    if len(data) > MAXIMUM_BYTES:
        raise _invalid(f"{path} is larger than {MAXIMUM_BYTES // 1_000_000} MB.", "Make several plans.")
    try:
        return decoded(data)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _invalid(f"{path}:{line}: isn't UTF-8 text.", "Save the plan as UTF-8.") from error


def _csv_rows(path: Path) -> Iterator[tuple[int, dict[str, object] | BadCell]]:
    separator, text = told_separator(_text_of(path))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    header: list[str] | None = None
    line = 0
    try:
        for record in reader:
            line, last = line + 1, reader.line_num
            start, line = line, last
            if not any(cell.strip() for cell in record):
                continue
            if header is None:
                header = _header(record, start, path)
            else:
                yield start, _cells(header, record)
    except csv.Error as error:
        problem = f"{path}:{reader.line_num}: isn't CSV ({error})."
        raise _invalid(problem, "Look for a quote that isn't closed.") from error


def _cells(header: list[str], record: list[str]) -> dict[str, object] | BadCell:
    """Cells by column; unnamed columns must be empty."""
    record = without_empty_end(record, len(header))
    if len(record) > len(header):
        problem = f"The row has {len(record)} cells, the header {len(header)}."
        return BadCell("", problem, 'Put a cell with a comma into quotes: "calves,quads".')
    for name, cell in zip(header, record, strict=False):
        if not name and cell.strip():
            return BadCell("", f"{cell[:40]!r} has no column name.", "Name the column, or empty the cell.")
    return {name: cell for name, cell in zip(header, record, strict=False) if name}


def _header(record: list[str], line: int, path: Path) -> list[str]:
    names = without_empty_end([cell.strip().lower() for cell in record], 1)
    for name in filter(None, names):
        if name not in COLUMNS:
            bad = unknown_column(name)
            raise _invalid(f"{path}:{line}: {bad.column} {bad.problem}", bad.hint)
        if names.count(name) > 1:
            raise _invalid(f"{path}:{line}: the column {name} is there twice.", "Keep one of them.")
    for name in REQUIRED:
        if name not in names:
            hint = f"The first line names the columns: {','.join(COLUMNS)}."
            raise _invalid(f"{path}:{line}: there is no column {name}.", hint)
    return names


def _json_rows(path: Path) -> Iterator[tuple[int, dict[str, object] | BadCell]]:
    for line, entry in enumerate(_text_of(path).split("\n"), start=1):
        if entry.strip():
            yield line, _json_row(entry)


def _json_row(entry: str) -> dict[str, object] | BadCell:
    hint = 'Write {"member": "Ana", "routine": "warmup"}.'
    try:
        found = json.loads(entry, object_pairs_hook=_once)
    except BadCell as bad:
        return bad
    except (ValueError, RecursionError):
        return BadCell("", "The line isn't JSON.", hint)
    if not isinstance(found, dict):
        return BadCell("", "The line isn't a JSON object.", hint)
    return found


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise BadCell(key if key in COLUMNS else repr(key), "is there twice.", "Keep one of them.")
        found[key] = value
    return found


def _invalid(problem: str, hint: str) -> InputError:
    return InputError(problem, hint=hint, code="plan-invalid")
