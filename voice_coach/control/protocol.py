"""The live channel's JSON lines. Bytes in and out, no sockets.

To a client: a hello, journal lines, and an error for each bad line. From it: commands by their journal names.
For client authors: ``docs/control.md``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from voice_coach.errors import InputError
from voice_coach.records.journal import journal_line
from voice_coach.session.commands import COMMAND_NAMES, TAKES_SECONDS, TAKES_VALUE, Command, largest_number

VERSION: Final = 1
"""Raised when old clients would no longer understand; new keys and events don't."""
LONGEST_LINE_BYTES = 4096
"""Without the line's end."""


class BadLine(InputError):
    """``code``: not-json, bad-command, bad-number, too-long or not-yet."""


def hello(program: str, seconds: float, state: str) -> bytes:
    """The first line: program, protocol, and where the session is."""
    return _line(
        {"hello": "voice-coach", "protocol": VERSION, "program": program, "t": seconds, "state": state}
    )


def event(name: str, seconds: float, fields: Mapping[str, object]) -> bytes:
    """A line as in ``--journal``'s file."""
    return journal_line(name, seconds, fields).encode("utf-8", "replace")


def refusal(error: BadLine) -> bytes:
    return _line({"error": error.code, "message": error.message})


def read_command(line: bytes) -> Command:
    """Such as ``{"command": "longer", "seconds": 20}``.

    Raises ``BadLine``.
    """
    if len(line) > LONGEST_LINE_BYTES:
        raise too_long()
    try:
        asked = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError):
        raise BadLine("The line isn't JSON.", code="not-json") from None
    if not isinstance(asked, dict) or not isinstance(asked.get("command"), str):
        raise BadLine('The line is not an object with a "command".', code="bad-command")
    name = asked.pop("command")
    if name not in COMMAND_NAMES:
        raise BadLine(f"There is no command {name[:40]!r}.", code="bad-command")
    key = "value" if name in TAKES_VALUE else "seconds"
    number = asked.pop(key, None)
    if asked:
        raise BadLine(f"{name} takes no {next(iter(asked))[:40]!r}.", code="bad-command")
    return Command(name, _checked(name, key, number))


def too_long() -> BadLine:
    return BadLine(f"The line is longer than {LONGEST_LINE_BYTES} bytes.", code="too-long")


def _checked(name: str, key: str, number: object) -> int | None:
    if number is None and name not in TAKES_VALUE:
        return None
    if name not in TAKES_SECONDS | TAKES_VALUE:
        raise BadLine(f"{name} takes no number.", code="bad-number")
    largest = largest_number(name)
    if isinstance(number, bool) or not isinstance(number, int) or not 1 <= number <= largest:
        raise BadLine(f'{name} takes "{key}", a whole number from 1 to {largest}.', code="bad-number")
    return number


def _line(fields: Mapping[str, object]) -> bytes:
    return (json.dumps(fields, ensure_ascii=False) + "\n").encode("utf-8", "replace")
