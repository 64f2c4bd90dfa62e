"""Small JSON files with a checksum."""

from __future__ import annotations

import json
import zlib
from pathlib import Path

_SUM_BYTES = 8
_LARGEST_BYTES = 1_000_000


def sealed(data: object) -> bytes:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    return b"%08x\n%s\n" % (zlib.crc32(text), text)


def unsealed(path: Path) -> dict[str, object] | None:
    """The JSON object; ``None`` if missing or damaged."""
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST_BYTES)
        text = data[_SUM_BYTES + 1 : -1]
        if data[:_SUM_BYTES] != b"%08x" % zlib.crc32(text):
            return None
        found = json.loads(text)
    except (OSError, ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
