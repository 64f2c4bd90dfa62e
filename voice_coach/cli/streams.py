"""Safe standard streams: closed, broken or of few letters, they end no work."""

from __future__ import annotations

import codecs
import contextlib
import io
import os
import sys
from typing import cast

_HANDLER = "voice-coach"


def make_safe() -> None:
    """The three streams exist from here on, whatever is written.

    Only `sys.stderr` reaches the terminal: C libraries write notes to descriptor 2, hundreds for a damaged
    MP3.
    """
    codecs.register_error(_HANDLER, _instead)
    with contextlib.suppress(OSError):
        for descriptor in (0, 1, 2):
            _open_if_closed(descriptor)
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115, PTH123 (for as long as we run)
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123
    _reconfigure(sys.stdout)
    with contextlib.suppress(OSError, AttributeError, ValueError):
        _set_apart_stderr()


def send_nowhere(descriptor: int) -> None:
    """What's written there is lost from now on. Raises OSError."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)


def _open_if_closed(descriptor: int) -> None:
    """So no file of ours gets a standard stream's number, and prints."""
    try:
        os.fstat(descriptor)
    except OSError:
        nowhere = os.open(os.devnull, os.O_RDWR)
        if nowhere != descriptor:
            os.dup2(nowhere, descriptor)
            os.close(nowhere)


def _set_apart_stderr() -> None:
    told = sys.stderr
    encoding = "utf-8" if told is None else told.encoding
    if told is not None:
        told.flush()
    raw = _Unfailing(os.dup(2), "w")
    sys.stderr = io.TextIOWrapper(
        io.BufferedWriter(raw), encoding=encoding, errors=_HANDLER, line_buffering=True, write_through=True
    )
    send_nowhere(2)


class _Unfailing(io.FileIO):
    """Untold things don't end work."""

    def write(self, data: object) -> int:
        try:
            return super().write(cast(bytes, data))
        except OSError:
            return len(cast(bytes, data))


def _reconfigure(stream: object) -> None:
    with contextlib.suppress(AttributeError, ValueError, io.UnsupportedOperation):
        cast(io.TextIOWrapper, stream).reconfigure(errors=_HANDLER)


def _instead(error: UnicodeError) -> tuple[str, int]:
    r"""``?`` for letters the stream lacks; ``\udce9`` for a name's byte that isn't UTF-8, so JSON gives it
    back.
    """
    if not isinstance(error, UnicodeEncodeError):
        raise error
    letters = error.object[error.start : error.end]
    shown = (f"\\u{ord(sign):04x}" if "\ud800" <= sign <= "\udfff" else "?" for sign in letters)
    return "".join(shown), error.end
