"""Values made on the computer for the phone, as JSON: plans, grammars, pronunciations.

Reading the YAML would cost a phone seconds. A dataclass becomes its fields under its class's name; only
classes of ``_known`` are made.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import lru_cache
from typing import Any

_CLASS, _TUPLE, _SET, _MAP = "=", "t", "s", "m"


def freeze(value: Any) -> str:
    """Reproducible JSON. Raises TypeError for unknown values."""
    return json.dumps(_frozen(value), ensure_ascii=False, separators=(",", ":"))


def thaw(text: str) -> Any:
    """The value ``freeze`` got. Raises ValueError for other text."""
    try:
        return _thawed(json.loads(text))
    except (KeyError, TypeError, IndexError, RecursionError) as error:
        raise ValueError(f"no frozen value: {error}") from error


def thaw_each(text: str) -> Mapping[str, Mapping[str, Any]]:
    """As ``thaw`` for a mapping of mappings, but an inner value is made only when it's asked for.

    Raises ValueError; for an inner value, when it's asked for.
    """
    try:
        kind, *pairs = json.loads(text)
        if kind != _MAP:
            raise ValueError(f"{kind!r} is no mapping")
        return {name: _WhenAsked(inner) for name, inner in pairs}
    except (KeyError, TypeError, IndexError) as error:
        raise ValueError(f"no frozen value: {error}") from error


class _WhenAsked(Mapping[str, Any]):
    def __init__(self, frozen: Any) -> None:
        kind, *pairs = frozen
        if kind != _MAP:
            raise ValueError(f"{kind!r} is no mapping")
        self._frozen: dict[str, Any] = dict(pairs)

    def __getitem__(self, key: str) -> Any:
        return _thawed(self._frozen[key])

    def __iter__(self) -> Iterator[str]:
        return iter(self._frozen)

    def __len__(self) -> int:
        return len(self._frozen)


def _frozen(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if is_dataclass(value) and not isinstance(value, type):
        name = type(value).__name__
        if _known().get(name) is not type(value):
            raise TypeError(f"{name} isn't known to the phone")
        return {
            _CLASS: name,
            **{one.name: _frozen(getattr(value, one.name)) for one in fields(value) if one.init},
        }
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        name = type(value).__name__
        if _known().get(name) is not type(value):
            raise TypeError(f"{name} isn't known to the phone")
        return {_CLASS: name, **{key: _frozen(one) for key, one in value._asdict().items()}}
    if isinstance(value, frozenset | set):
        return [_SET, *sorted((_frozen(one) for one in value), key=str)]
    if isinstance(value, tuple | list):
        return [_TUPLE, *(_frozen(one) for one in value)]
    if isinstance(value, Mapping):
        return [_MAP, *([_frozen(key), _frozen(one)] for key, one in value.items())]
    raise TypeError(f"{type(value).__name__} isn't known to the phone")


def _thawed(value: Any) -> Any:
    if isinstance(value, dict):
        made = _known()[value[_CLASS]]
        return made(**{key: _thawed(one) for key, one in value.items() if key != _CLASS})
    if isinstance(value, list):
        kind, rest = value[0], value[1:]
        if kind == _TUPLE:
            return tuple(_thawed(one) for one in rest)
        if kind == _SET:
            return frozenset(_thawed(one) for one in rest)
        if kind == _MAP:
            return {_thawed(key): _thawed(one) for key, one in rest}
        raise ValueError(f"{kind!r} is no kind of value")
    return value


@lru_cache(maxsize=1)
def _known() -> Mapping[str, type[Any]]:
    from voice_coach.listening import grammar, pronunciation
    from voice_coach.routine import plan
    from voice_coach.safety import texts

    found = {}
    for module in (plan, grammar, pronunciation, texts):
        for name, value in vars(module).items():
            if isinstance(value, type) and (is_dataclass(value) or hasattr(value, "_asdict")):
                found[name] = value
    return found
