"""A run from a watch's file: FIT, GPX or TCX, by content."""

from __future__ import annotations

import gzip
import io
import time
import zlib
from pathlib import Path

from voice_coach.errors import InputError
from voice_coach.watch.read_fit import run_from_fit
from voice_coach.watch.read_xml import Unreadable, run_from_xml
from voice_coach.watch.run import Run

MOST_BYTES = 20_000_000
"""A day's run as GPX is half of it."""
_CODE = "run-file"


def read_run(path: Path) -> Run:
    """Raises ``InputError`` (``run-file``), ``MissingPartError`` (``fit``)."""
    try:
        if not path.is_file():
            raise InputError(f"There is no file {path}.", hint="Name a FIT, GPX or TCX file.", code=_CODE)
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
        run = _run_from(data)
    except OSError as error:
        raise InputError(f"{path} can't be read: {error.strerror or error}.", code=_CODE) from error
    except Unreadable as why:
        raise InputError(f"{path} {why}.", hint="Export it from the watch once more.", code=_CODE) from why
    if not run.is_one:
        raise InputError(
            f"{path} has no run: neither a distance nor a time.", hint="Name another.", code=_CODE
        )
    return run


def _run_from(data: bytes) -> Run:
    if data[:2] == b"\x1f\x8b":
        try:
            with gzip.open(io.BytesIO(data)) as file:
                data = file.read(MOST_BYTES + 1)
        except (OSError, EOFError, zlib.error) as error:
            raise Unreadable("is damaged") from error
    if len(data) > MOST_BYTES:
        raise Unreadable(f"is larger than {MOST_BYTES // 1_000_000} MB")
    if data[8:12] == b".FIT":
        return run_from_fit(data, time.monotonic)
    if data.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")[:1] == b"<":
        return run_from_xml(data)
    raise Unreadable("is neither FIT, GPX nor TCX")
