"""Reads a cue's YAML and explains its mistakes."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from voice_coach.errors import InputError

MAX_FILE_BYTES = 64_000
MAX_CUE_SECONDS = 10.0
MAX_DEPTH = 8
MAX_NOTES = 32
MAX_PARTIALS = 16
_TOO_DEEP = f"is nested more than {MAX_DEPTH} levels deep"
_T = TypeVar("_T")


@dataclass(frozen=True)
class Partial:
    """An overtone: ``ratio`` times the pitch, dying ``fade`` times faster."""

    ratio: float
    level_db: float = 0.0
    fade: float = 1.0


@dataclass(frozen=True)
class Note:
    """Pitch passes through ``pitch_hz``, evenly in time. ``decay_seconds``: to fall by 60 dB; 0 holds.
    ``width_hz`` over 0 makes partials bands of noise.
    """

    seconds: float
    pitch_hz: tuple[float, ...]
    at_seconds: float = 0.0
    level_db: float = 0.0
    attack_seconds: float = 0.005
    release_seconds: float = 0.02
    decay_seconds: float = 0.0
    width_hz: float = 0.0


@dataclass(frozen=True)
class Recipe:
    """``meanings`` by language; ``level_db`` relative to other cues."""

    name: str
    meaning: dict[str, str]
    notes: tuple[Note, ...]
    partials: tuple[Partial, ...] = (Partial(1.0),)
    level_db: float = 0.0


def load_recipe(path: Path) -> Recipe:
    """Raises InputError (``cue-invalid``) with file, key and what was expected."""
    return _Reader(path).recipe(_parse(path))


def _parse(path: Path) -> Any:
    """Checks events first: nested aliases fill the memory, deep brackets end the process."""
    import yaml

    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
        if len(data) > MAX_FILE_BYTES:
            raise _invalid(path, f"is larger than {MAX_FILE_BYTES} bytes")
        text = data.decode("utf-8")
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        depth = 0
        for event in yaml.parse(text, loader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > MAX_DEPTH:
                raise _invalid(path, _TOO_DEEP)
            if isinstance(event, yaml.AliasEvent):
                raise _invalid(path, "uses a YAML alias (*name)", "Write the values out.")
        return yaml.load(text, loader)
    except OSError as error:
        raise _invalid(path, f"can't be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise _invalid(path, f"isn't UTF-8 (byte {error.start})") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        problem = getattr(error, "problem", None) or str(error)
        # The library's own bound, which it may reach while reading ahead.
        if "nesting depth" in problem:
            raise _invalid(path, _TOO_DEEP) from error
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}: " if mark else ""
        raise _invalid(path, f"isn't valid YAML: {where}{problem}") from error


def _invalid(path: Path, wrong: str, hint: str = "") -> InputError:
    return InputError(f"{path} {wrong}.", hint=hint, code="cue-invalid")


class _Reader:
    """Parsed YAML to a recipe; knows the file for messages."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def recipe(self, data: Any) -> Recipe:
        fields = self._fields("", data, Recipe, required=("name", "meaning", "notes"))
        name = fields["name"]
        if not isinstance(name, str) or not re.fullmatch(r"[a-z][a-z_]{0,31}", name):
            raise self._wrong("name", name, "a word in snake_case")
        if name != self._path.stem:
            raise self._wrong("name", name, f"the file's own name, '{self._path.stem}'")
        recipe = Recipe(
            name,
            self._meaning(fields["meaning"]),
            tuple(self._list("notes", fields["notes"], MAX_NOTES, self._note)),
            tuple(
                self._list("partials", fields.get("partials", [{"ratio": 1}]), MAX_PARTIALS, self._partial)
            ),
            self._number("level_db", fields.get("level_db", 0), -60, 12),
        )
        if max(note.at_seconds + note.seconds for note in recipe.notes) > MAX_CUE_SECONDS:
            raise self._wrong("notes", "a longer cue", f"all notes to end within {MAX_CUE_SECONDS:g} seconds")
        return recipe

    def _meaning(self, data: Any) -> dict[str, str]:
        if not isinstance(data, dict) or not data:
            raise self._wrong("meaning", data, "a sentence for each language, such as 'en: The hold begins.'")
        for language, text in data.items():
            if not isinstance(language, str) or not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", language):
                raise self._wrong("meaning", language, "a language code such as 'en'")
            if not isinstance(text, str) or not text.strip():
                raise self._wrong(f"meaning.{language}", text, "a sentence")
        return dict(data)

    def _note(self, key: str, data: Any) -> Note:
        fields = self._fields(key, data, Note, required=("seconds", "pitch_hz"))
        pitch = fields.pop("pitch_hz")
        points = pitch if isinstance(pitch, list) else [pitch]
        ranges = {
            "level_db": (-60, 12),
            "width_hz": (0, 4_000),
            "decay_seconds": (0, 60),
            "seconds": (0.005, 10),
        }
        numbers = {
            name: self._number(f"{key}.{name}", value, *ranges.get(name, (0, 10)))
            for name, value in fields.items()
        }
        hertz = self._list(
            f"{key}.pitch_hz", points, 64, lambda at, value: self._number(at, value, 20, 10_000)
        )
        return Note(pitch_hz=tuple(hertz), **numbers)

    def _partial(self, key: str, data: Any) -> Partial:
        fields = self._fields(key, data, Partial, required=("ratio",))
        ranges = {"ratio": (0.1, 32), "level_db": (-80, 12), "fade": (0.1, 20)}
        return Partial(**{n: self._number(f"{key}.{n}", v, *ranges[n]) for n, v in fields.items()})

    def _list(self, key: str, data: Any, most: int, item: Callable[[str, Any], _T]) -> list[_T]:
        if not isinstance(data, list) or not 0 < len(data) <= most:
            raise self._wrong(key, data, f"a list of 1 to {most} entries")
        return [item(f"{key}[{number}]", entry) for number, entry in enumerate(data, 1)]

    def _fields(self, key: str, data: Any, kind: type[Any], required: tuple[str, ...]) -> dict[str, Any]:
        known = tuple(kind.__dataclass_fields__)
        if not isinstance(data, dict):
            raise self._wrong(key or "the file", data, f"keys such as {', '.join(required)}")
        prefix = f"{key}." if key else ""
        for name in data:
            if name not in known:
                raise self._wrong(f"{prefix}{name}", "an unknown key", f"one of {', '.join(known)}")
        for name in required:
            if name not in data:
                raise self._wrong(f"{prefix}{name}", "missing", "it to be there")
        return dict(data)

    def _number(self, key: str, data: Any, low: float, high: float) -> float:
        plain = isinstance(data, (int, float)) and not isinstance(data, bool)
        if not plain or not math.isfinite(data) or not low <= data <= high:
            raise self._wrong(key, data, f"a number from {low:g} to {high:g}")
        return float(data)

    def _wrong(self, key: str, found: Any, expected: str) -> InputError:
        shown = found if isinstance(found, str) else repr(found)
        return _invalid(self._path, f"is wrong at '{key}': {shown[:60]}", f"Expected: {expected}.")
