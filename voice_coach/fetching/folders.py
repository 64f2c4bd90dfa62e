"""Folders that appear whole or not at all."""

from __future__ import annotations

import tempfile
from pathlib import Path


def replace_folder(source: Path, target: Path) -> None:
    """Move ``source`` to ``target``; a folder that stood there goes only once the new one is in place."""
    with tempfile.TemporaryDirectory(prefix=".replaced-", dir=target.parent) as aside:
        if target.exists():
            target.rename(Path(aside) / target.name)
        try:
            source.rename(target)
        except OSError:
            if (Path(aside) / target.name).exists():
                (Path(aside) / target.name).rename(target)
            raise
