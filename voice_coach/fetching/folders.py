"""Folders that appear whole or not at all."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path

from voice_coach.files.unfinished import unfinished


def replace_folder(source: Path, target: Path) -> None:
    """Move ``source`` to ``target``; a folder that stood there goes only once the new one is in place.

    It lies beside meanwhile; anyone who writes to ``target`` next removes what a kill left there.

    Raises OSError.
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
