"""Histories exchanged: one JSON object a line.

What's imported is refused as a whole for its first mistake, with line and key.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from voice_coach.errors import InputError
from voice_coach.records.past_session import PastSession
from voice_coach.records.session_lines import BadLine, line_of, strict_session

MOST_BYTES = 100_000_000
_HINT = "Take a file that voice-coach history export wrote, or a phone's."


def exported(sessions: Iterable[PastSession]) -> bytes:
    """``sessions`` as a file."""
    return "".join(f"{line_of(session)}\n" for session in sessions).encode("utf-8", "replace")


def imported(data: bytes, name: str) -> tuple[PastSession, ...]:
    """The sessions in ``data`` from the file ``name``: a line each, or a JSON list.

    Raises ``InputError`` (``bad-history``).
    """
    if len(data) > MOST_BYTES:
        raise _bad(f"{name} has over {MOST_BYTES // 1_000_000} MB: that's no history.")
    text = _text(data, name)
    found = []
    for place, line in _places(text, name):
        try:
            found.append(strict_session(line))
        except BadLine as problem:
            raise _bad(f"{name}, {place}: {problem}.") from problem
    if not found:
        raise _bad(f"{name} holds no session.")
    return tuple(found)


def _text(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        number = data.count(b"\n", 0, error.start) + 1
        raise _bad(f"{name}, line {number}: it isn't text in UTF-8.") from error


def _places(text: str, name: str) -> Iterator[tuple[str, str]]:
    """Each session's text and place."""
    if not text.lstrip().startswith("["):
        lines = enumerate(text.split("\n"), 1)
        yield from ((f"line {number}", line) for number, line in lines if line.strip())
        return
    try:
        listed = json.loads(text)
    except json.JSONDecodeError as error:
        raise _bad(f"{name}, line {error.lineno}: it isn't JSON.") from error
    except (ValueError, RecursionError) as error:
        raise _bad(f"{name} isn't JSON.") from error
    yield from ((f"session {number}", json.dumps(one)) for number, one in enumerate(listed, 1))


def _bad(problem: str) -> InputError:
    return InputError(problem, hint=_HINT, code="bad-history")
