"""Folders that appear whole or not at all."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path

from voice_coach.files.unfinished import unfinished


def replace_folder(source: Path, target: Path) -> None:
    """Move ``source`` to ``target``; an old folder goes only after that.

    The next writer removes what a kill left beside it. Raises OSError.
    """
    aside = unfinished(target)
    try:
        target.rename(aside)
    except FileNotFoundError:
        source.rename(target)
        return
    try:
        source.rename(target)
    except BaseException:
        with contextlib.suppress(OSError):
            aside.rename(target)
        raise
    shutil.rmtree(aside, ignore_errors=True)
