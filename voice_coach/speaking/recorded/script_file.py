"""``script.csv``: the lines to record, read again by the build.

Spreadsheets may change separator, quotes and byte order mark; ``file`` may hold a studio's names.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from voice_coach.errors import InputError
from voice_coach.files.spreadsheet import decoded, told_separator
from voice_coach.speaking.recorded.limited import read_limited
from voice_coach.speaking.recorded.line_id import base_language, file_name, is_line_id, line_id
from voice_coach.speaking.recorded.pack import MOST_LINES

SCRIPT = "script.csv"
COLUMNS = ("id", "file", "text", "where", "words", "seconds")
_NEEDED = ("id", "file", "text")
_LARGEST_BYTES = 20_000_000
_LONGEST_TEXT = 2_000


@dataclass(frozen=True)
class ScriptLine:
    """``seconds``: expected; 0: unknown."""

    id: str
    file: str
    text: str
    where: str
    seconds: float

    @property
    def words(self) -> int:
        return len(self.text.split())


def script_line(text: str, language: str, where: str, seconds: float) -> ScriptLine:
    return ScriptLine(line_id(text, language), file_name(text, language), text, where, round(seconds, 1))


def once_each(lines: Iterable[ScriptLine]) -> tuple[ScriptLine, ...]:
    """Without repeated words."""
    found: dict[str, ScriptLine] = {}
    for line in lines:
        found.setdefault(line.id, line)
    return tuple(found.values())


def script_csv(lines: Sequence[ScriptLine]) -> bytes:
    """UTF-8 with a byte order mark for spreadsheets."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for line in lines:
        writer.writerow((line.id, line.file, line.text, line.where, line.words, f"{line.seconds:.1f}"))
    return text.getvalue().encode("utf-8-sig")


def read_script(path: Path) -> tuple[ScriptLine, ...]:
    """Raises InputError (`script-invalid`) with file, row and column."""
    try:
        text = decoded(read_limited(path, _LARGEST_BYTES))
    except FileNotFoundError:
        raise InputError(
            f"There is no script {path}.",
            hint="voice-coach voicepack script ROUTINE -o DIR writes one; recordings go beside it.",
            code="script-missing",
        ) from None
    except OSError as error:
        raise _invalid(path, f"can't be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise _invalid(path, "isn't UTF-8 text; save it as CSV UTF-8") from error
    except ValueError as error:
        raise _invalid(path, str(error)) from error
    try:
        separator, text = told_separator(text)
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator) if row]
    except csv.Error as error:
        raise _invalid(path, f"isn't a table: {error}") from error
    if not rows or any(column not in rows[0] for column in _NEEDED):
        raise _invalid(path, f"must begin with a row of column names: {', '.join(COLUMNS)}")
    if len(rows) > MOST_LINES:
        raise _invalid(path, f"has more than {MOST_LINES} rows")
    head = rows[0]
    lines = [
        _line(path, number, dict(zip(head, row, strict=False)))
        for number, row in enumerate(rows[1:], start=2)
        if any(cell.strip() for cell in row)
    ]
    _check_together(path, lines)
    return tuple(lines)


def language_of(lines: Sequence[ScriptLine]) -> str:
    return lines[0].id.split("-")[0]


def _line(path: Path, number: int, row: dict[str, str]) -> ScriptLine:
    identifier, text = row.get("id", "").strip().lower(), " ".join(row.get("text", "").split())
    if not is_line_id(identifier):
        raise _invalid(path, f"row {number}: {identifier[:40]!r} isn't an id that a script has")
    if not 0 < len(text) <= _LONGEST_TEXT or line_id(text, base_language(identifier)) != identifier:
        raise _invalid(
            path,
            f"row {number}: the text isn't the one that {identifier} stands for; words are changed in the "
            "routine, not here",
        )
    file = row.get("file", "").strip()
    try:
        seconds = float(row.get("seconds", "").replace(",", ".") or 0)
    except ValueError:
        seconds = 0.0
    seconds = seconds if 0 < seconds < 600 else 0.0
    return ScriptLine(identifier, file, text, row.get("where", "").strip(), seconds)


def _check_together(path: Path, lines: Sequence[ScriptLine]) -> None:
    if not lines:
        raise _invalid(path, "has no lines")
    seen: set[str] = set()
    for line in lines:
        if line.id in seen:
            raise _invalid(path, f"has {line.id} twice")
        seen.add(line.id)
    languages = sorted({line.id.split("-")[0] for line in lines})
    if len(languages) > 1:
        raise _invalid(path, f"mixes languages ({', '.join(languages)}); a voice pack has one")


def _invalid(path: Path, what: str) -> InputError:
    return InputError(
        f"The script {path} {what}.",
        hint="voice-coach voicepack script writes a new one; recordings keep their places.",
        code="script-invalid",
    )
