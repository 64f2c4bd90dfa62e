"""Files written in one go, whole or not at all."""

from __future__ import annotations

from pathlib import Path

from voice_coach.audio.partial_file import PartialFile, cannot_write


def write_whole(path: Path, data: bytes, *, private: bool = False) -> None:
    """``private``: readable by its owner only. Raises ``OutputError``, and nothing stays."""
    partial = PartialFile(path, private=private)
    try:
        partial.file.write(data)
    except BaseException as error:
        partial.discard()
        if isinstance(error, OSError):
            raise cannot_write(path, error) from error
        raise
    partial.keep()


def copy_whole(source: Path, path: Path) -> None:
    """Raises ``OutputError``, and nothing stays."""
    try:
        data = source.read_bytes()
    except OSError as error:
        raise cannot_write(path, error) from error
    write_whole(path, data)
