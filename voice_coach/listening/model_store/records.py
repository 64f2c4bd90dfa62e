"""Hashes of first downloads, and of unpacked models' files."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from voice_coach.audio.whole_file import write_whole
from voice_coach.fetching.hashing import sha256_of

_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Installed:
    """The zip's hash, and each file's by path with slashes."""

    archive_sha256: str
    files: Mapping[str, str]


def hashes_of(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): sha256_of(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


class Records:
    """JSON files in the models' folder; damaged ones count as absent."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def first_seen(self, name: str) -> str | None:
        """The first download's hash."""
        value = self._read(self._first_path()).get(name)
        return value if isinstance(value, str) and _SHA256.fullmatch(value) else None

    def remember_first(self, name: str, sha256: str) -> None:
        self._write(self._first_path(), self._read(self._first_path()) | {name: sha256})

    def installed(self, name: str) -> Installed | None:
        """None if placed by hand."""
        note = self._read(self._installed_path(name))
        sha256, files = note.get("archive_sha256"), note.get("files")
        if not isinstance(sha256, str) or not isinstance(files, dict):
            return None
        return Installed(sha256, {str(path): str(value) for path, value in files.items()})

    def remember_installed(self, name: str, installed: Installed) -> None:
        note = {"archive_sha256": installed.archive_sha256, "files": dict(installed.files)}
        self._write(self._installed_path(name), note)

    def _first_path(self) -> Path:
        return self._folder / "first-downloads.json"

    def _installed_path(self, name: str) -> Path:
        return self._folder / f"{name}.installed.json"

    @staticmethod
    def _read(path: Path) -> dict[str, Any]:
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return {}
        return content if isinstance(content, dict) else {}

    def _write(self, path: Path, content: Mapping[str, Any]) -> None:
        write_whole(path, json.dumps(content, indent=1, sort_keys=True).encode())
