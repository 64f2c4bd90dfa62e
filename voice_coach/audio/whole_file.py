"""Files that are written in one go, whole or not at all."""

from __future__ import annotations

from pathlib import Path

from voice_coach.audio.partial_file import PartialFile, cannot_write


def write_whole(path: Path, data: bytes, *, private: bool = False) -> None:
    """``data`` as the file ``path``; ``private``: for nobody else to read.

    Raises ``OutputError``, and nothing of it stays.
    """
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
    """The bytes of ``source`` as the file ``path``. Raises ``OutputError``, and nothing of it stays."""
    try:
        data = source.read_bytes()
    except OSError as error:
        raise cannot_write(path, error) from error
    write_whole(path, data)
