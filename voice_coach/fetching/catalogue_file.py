"""Reads catalogues (`models/catalogue.yaml`, `models/voices.yaml`) strictly.

Wrong fields raise ValueError; `read_entries` makes that an InputError with file, entry and key.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol, TypeVar

from voice_coach.errors import InputError

SHA256 = re.compile(r"[0-9a-f]{64}")
LANGUAGE = re.compile(r"[a-z]{2,3}")
URL = re.compile(r"https://[^\s/]+/\S+")
_ANYTHING = re.compile(r"\S.*")
_LARGEST_CATALOGUE_BYTES = 1_000_000


class _Named(Protocol):
    @property
    def name(self) -> str: ...


_Entry = TypeVar("_Entry", bound=_Named)


def read_catalogue_file(path: Path, required: str, optional: str = "") -> dict[str, Any]:
    """The lists of the catalogue by name: ``required``, and ``optional`` if present.

    Raises InputError (`catalogue-invalid`).
    """
    import yaml

    try:
        if path.stat().st_size > _LARGEST_CATALOGUE_BYTES:
            raise invalid_catalogue(path, "is far larger than a catalogue")
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValueError, RecursionError) as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise invalid_catalogue(path, f"can't be read: {reason}") from error
    known = {required, optional} - {""}
    if not isinstance(content, dict) or not {required} <= set(content) <= known:
        more = f", and may hold {optional!r}" if optional else ""
        raise invalid_catalogue(path, f"must hold {required!r}{more}")
    return content


def read_entries(path: Path, entries: Any, what: str, read: Callable[[Any], _Entry]) -> tuple[_Entry, ...]:
    """Every entry by ``read``, with unique names. Raises InputError (`catalogue-invalid`)."""
    if not isinstance(entries, list):
        raise invalid_catalogue(path, f"must hold a list of {what}s")
    found: list[_Entry] = []
    for position, raw in enumerate(entries, start=1):
        try:
            entry = read(raw)
            if any(entry.name == earlier.name for earlier in found):
                raise ValueError(f"the name {entry.name} is there twice")
        except ValueError as error:
            raise invalid_catalogue(path, f"{what} {position}: {error}") from error
        found.append(entry)
    return tuple(found)


def check_keys(raw: Any, required: set[str], optional: frozenset[str] = frozenset()) -> None:
    """Raises ValueError unless ``raw`` is a map with these keys."""
    if not isinstance(raw, Mapping):
        raise ValueError("must be keys and values")
    keys = {str(key) for key in raw}
    if missing := required - keys:
        raise ValueError(f"lacks {', '.join(sorted(missing))}")
    if unknown := keys - required - optional:
        raise ValueError(f"has unknown keys: {', '.join(sorted(unknown))}")


def text_of(raw: Mapping[str, Any], key: str, pattern: re.Pattern[str] = _ANYTHING) -> str:
    """A text that fully matches ``pattern``. Raises ValueError."""
    return fitting(key, raw[key], pattern)


def fitting(key: str, value: Any, pattern: re.Pattern[str]) -> str:
    """``value`` if it's a full match. Raises ValueError."""
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise ValueError(f"{key} is {value!r}, which doesn't fit")
    return value


def size_of(raw: Mapping[str, Any], largest_bytes: int) -> int:
    """The entry's `size_bytes`. Raises ValueError."""
    size = raw["size_bytes"]
    if isinstance(size, bool) or not isinstance(size, int) or not 0 < size <= largest_bytes:
        raise ValueError(f"size_bytes must be a whole number from 1 to {largest_bytes}")
    return size


def invalid_catalogue(path: Path, what: str) -> InputError:
    """The error `catalogue-invalid`."""
    return InputError(
        f"The catalogue {path} {what}.",
        hint="Compare it with the one in the project's models folder.",
        code="catalogue-invalid",
    )
