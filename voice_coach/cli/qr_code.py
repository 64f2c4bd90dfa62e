"""An address for a phone's camera, in a terminal's characters."""

from __future__ import annotations

import io
import sys

import click

_WHITE_ON_BLACK = "\033[97;40m"
_RESET = "\033[0m"


def show_qr_code(text: str) -> bool:
    """Whether it was printed: not off a terminal, or without block characters."""
    if not sys.stdout.isatty():
        return False
    picture = qr_code(text)
    try:
        picture.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    # Its own colours: a camera wants dark on light, whatever the terminal's theme.
    click.echo("\n".join(f"{_WHITE_ON_BLACK}{line}{_RESET}" for line in picture.splitlines()))
    return True


def qr_width(text: str) -> int | None:
    """In columns; ``None`` if no QR code holds so much."""
    import segno

    try:
        return int(segno.make_qr(text, error="l", boost_error=False).symbol_size()[0])
    except segno.DataOverflowError:
        return None


def qr_code(text: str) -> str:
    """Half-block characters, two rows a line; light is ink, dark is paper."""
    import segno

    lines = io.StringIO()
    segno.make_qr(text, error="l", boost_error=False).terminal(out=lines, compact=True)
    return lines.getvalue()
