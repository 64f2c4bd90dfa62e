"""A batch's manifest: which file came from which row, with its hash; JSON lines.

A line is forced to disk when its file is in place. Finally lines are sorted by file name, so the result
doesn't depend on the way.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from dataclasses import fields as dataclass_fields
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from voice_coach.audio.partial_file import PartialFile, cannot_write

NAME = "manifest.jsonl"
_LONGEST_LINE_BYTES = 10_000
_READ_BYTES = 1 << 20


@dataclass(frozen=True)
class Entry:
    """A file's row digest, product version, name, hash, size and length."""

    row: str
    version: str
    file: str
    sha256: str
    bytes: int
    duration_seconds: float

    def holds(self, folder: Path) -> bool:
        """Whether the file is there, unchanged."""
        path = folder / self.file
        try:
            return path.stat().st_size == self.bytes and sha256_of(path) == self.sha256
        except OSError:
            return False


class Manifest:
    """Entries by file name. Damaged lines count as absent.

    Writing methods raise ``OutputError``.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME
        self.entries: dict[str, Entry] = {}
        whole = b""
        try:
            whole = self._path.read_bytes()
        except FileNotFoundError:
            pass
        except OSError as error:
            raise cannot_write(self._path, error) from error
        for line in whole.splitlines():
            entry = _read(line)
            if entry is not None:
                self.entries[entry.file] = entry
        try:
            self._file: BinaryIO = self._path.open("ab")
            if whole and not whole.endswith(b"\n"):
                self._file.write(b"\n")  # after a torn line, which stays behind alone
        except OSError as error:
            raise cannot_write(self._path, error) from error

    def add(self, entry: Entry) -> None:
        """Keep ``entry``; it's on disk on return."""
        try:
            self._file.write(_line(entry))
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            raise cannot_write(self._path, error) from error
        self.entries[entry.file] = entry

    def put_in_order(self) -> None:
        """Rewrite entries sorted by file name, without missing files."""
        folder = self._path.parent
        there = [name for name in sorted(self.entries) if (folder / name).is_file()]
        ordered = b"".join(_line(self.entries[name]) for name in there)
        if self._path.read_bytes() == ordered:
            return
        partial = PartialFile(self._path)
        try:
            partial.file.write(ordered)
            partial.file.flush()
            os.fsync(partial.file.fileno())
        except OSError as error:
            partial.discard()
            raise cannot_write(self._path, error) from error
        self._file.close()
        partial.keep()

    def __enter__(self) -> Manifest:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()


def sha256_of(path: Path) -> str:
    """In hexadecimal. Raises OSError."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while data := file.read(_READ_BYTES):
            digest.update(data)
    return digest.hexdigest()


def _line(entry: Entry) -> bytes:
    return json.dumps(asdict(entry), ensure_ascii=False).encode() + b"\n"


def _read(line: bytes) -> Entry | None:
    if len(line) > _LONGEST_LINE_BYTES:
        return None
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or found.keys() != {field.name for field in dataclass_fields(Entry)}:
        return None
    return _entry(found)


def _entry(found: Mapping[str, object]) -> Entry | None:
    row, version, file, sha256 = (found[key] for key in ("row", "version", "file", "sha256"))
    size, seconds = found["bytes"], found["duration_seconds"]
    if not (isinstance(row, str) and isinstance(version, str) and isinstance(file, str)):
        return None
    if not (isinstance(sha256, str) and type(size) is int and type(seconds) in {int, float}):
        return None
    if not file or Path(file).name != file or "\\" in file:
        return None  # an entry never looks outside its folder
    return Entry(row, version, file, sha256, size, float(str(seconds)))
