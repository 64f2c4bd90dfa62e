"""Timed commands, one a line (``12.5 pause``, ``80 longer 20``)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from voice_coach.errors import InputError
from voice_coach.session.commands import COMMAND_NAMES, TAKES_VALUE, Command, largest_number

_LONGEST_SECONDS = 24 * 3600
_LARGEST_BYTES = 1_000_000


@dataclass(frozen=True)
class TimedCommand:
    seconds: float
    command: Command


def read_script(path: Path) -> tuple[TimedCommand, ...]:
    """Sorted by time.

    Ignores empty lines and ``#`` comments. Raises ``InputError`` (``commands-file``) with file and line.
    """
    try:
        if path.stat().st_size > _LARGEST_BYTES:
            raise InputError(
                f"{path} is larger than 1 MB.",
                hint="A script holds one command a line.",
                code="commands-file",
            )
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise InputError(f"{path} can't be read: {error.strerror}.", code="commands-file") from error
    except UnicodeDecodeError as error:
        raise InputError(
            f"{path} isn't UTF-8 text.", hint="Save it as UTF-8.", code="commands-file"
        ) from error
    timed = [
        _read_line(line, f"{path}:{number}")
        for number, line in enumerate(lines, start=1)
        if line.strip() and not line.lstrip().startswith("#")
    ]
    return tuple(sorted(timed, key=lambda entry: entry.seconds))


def _read_line(line: str, where: str) -> TimedCommand:
    time, _, words = line.strip().partition(" ")
    name, *numbers = words.split() or [""]
    try:
        seconds = float(time)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= _LONGEST_SECONDS:
        raise _mistake(where, f"{time!r} isn't a time from 0 to {_LONGEST_SECONDS} seconds")
    if name not in COMMAND_NAMES:
        raise _mistake(where, f"{name!r} isn't a command", f"Commands are {', '.join(COMMAND_NAMES)}.")
    return TimedCommand(seconds, Command(name, _read_number(name, numbers, where)))


def _read_number(name: str, numbers: list[str], where: str) -> int | None:
    limit = largest_number(name)
    if not numbers and name not in TAKES_VALUE:
        return None
    if not limit or len(numbers) != 1 or not numbers[0].isdecimal() or not 1 <= int(numbers[0]) <= limit:
        expected = f"{name} takes one whole number from 1 to {limit}" if limit else f"{name} takes no number"
        raise _mistake(where, expected)
    return int(numbers[0])


def _mistake(where: str, problem: str, hint: str = "") -> InputError:
    return InputError(
        f"{where}: {problem}.", hint=hint or "Write lines such as: 12.5 pause", code="commands-file"
    )
