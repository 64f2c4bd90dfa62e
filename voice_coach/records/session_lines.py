"""Sessions as JSON lines: lenient for the history, strict for strangers.

Lines of earlier versions become present sessions.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from typing import Any, NoReturn, TypeVar

from voice_coach.records.past_session import VERSION, PainFelt, PartDone, PastSession, PauseMade, PhraseHeard
from voice_coach.routine.wish import SIDE_WISHES, Wish

MOST_LINE_CHARACTERS = 200_000
_MOST_ITEMS = 2000
_LONGEST_TEXT = 200
_MOST_NUMBER = 1e6
_NEEDED = ("when", "routine", "minutes", "completed")
_Value = TypeVar("_Value")
_Read = Callable[[object], _Value]


class BadLine(ValueError):
    """Its text says why, with the key."""


def line_of(session: PastSession) -> str:
    """One line, without its end, with what isn't the default."""
    usual = {field.name: field.default for field in fields(PastSession) if field.default is not MISSING}
    whole = session.as_json()
    kept = {
        key: value
        for key, value in whole.items()
        if key == "version" or (key not in usual or getattr(session, key) != usual[key])
    }
    for key, kind in (("heard", PhraseHeard), ("parts", PartDone)):
        if key in kept:
            kept[key] = [_said(one, kind) for one in getattr(session, key)]
    return json.dumps(kept, ensure_ascii=False)


def _said(one: object, kind: type[Any]) -> dict[str, object]:
    found = ((field.name, getattr(one, field.name), field.default) for field in fields(kind))
    return {name: value for name, value, default in found if value != default}


def read_session(line: str) -> PastSession | None:
    """Damaged parts are left out; ``None`` without the necessary ones."""
    try:
        return _session(_loaded(line, float), strict=False)
    except BadLine:
        return None


def strict_session(line: str) -> PastSession:
    """Raises ``BadLine`` for anything wrong."""
    data = _loaded(line, _no_number)
    session = _session(data, strict=True)
    unknown = sorted(set(data) - _READERS.keys())
    if unknown and session.version <= VERSION:
        raise BadLine(f"no session has a key {_shown(unknown[0])}")
    if session.began is None:
        raise BadLine(f"'when' is no time: {_shown(session.when)}")
    return session


def _loaded(line: str, constant: Callable[[str], float]) -> Mapping[str, object]:
    if len(line) > MOST_LINE_CHARACTERS:
        raise BadLine(f"it has over {MOST_LINE_CHARACTERS} characters")
    try:
        data = json.loads(line, parse_constant=constant)
    except BadLine:
        raise
    except (ValueError, RecursionError) as error:
        raise BadLine("it isn't JSON") from error
    if not isinstance(data, dict):
        raise BadLine("it isn't a JSON object")
    return data


def _session(data: Mapping[str, object], *, strict: bool) -> PastSession:
    found: dict[str, Any] = {"areas": (), "version": VERSION}
    for key in _NEEDED:
        if key not in data:
            raise BadLine(f"{key!r} is missing")
    for key, value in data.items():
        read = _READERS.get(key)
        if read is not None:
            try:
                found[key] = read(value)
            except _Unfit as problem:
                if strict or key in _NEEDED:
                    raise BadLine(f"{'.'.join((key, *problem.path))!r} {problem}") from None
    found["version"] = max(VERSION, found["version"])
    return PastSession(**found)


def _no_number(text: str) -> NoReturn:
    raise BadLine(f"{text} is no number")


class _Unfit(ValueError):
    def __init__(self, problem: str, *path: str) -> None:
        super().__init__(problem)
        self.path = path


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > _LONGEST_TEXT or not value.isprintable():
        raise _Unfit(f"isn't a line of at most {_LONGEST_TEXT} characters")
    return value


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= _MOST_NUMBER:
        raise _Unfit(f"isn't a number up to {_MOST_NUMBER:.0f}")
    return float(value)


def _amount(value: object) -> float:
    number = _number(value)
    if number < 0:
        raise _Unfit("is negative")
    return number


def _whole(least: int, most: int) -> _Read[int]:
    def read(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise _Unfit(f"isn't a whole number from {least} to {most}")
        return value

    return read


def _true_or_false(value: object) -> bool:
    if not isinstance(value, bool):
        raise _Unfit("is neither true nor false")
    return value


def _one_of(*names: str) -> _Read[str]:
    def read(value: object) -> str:
        if value not in names:
            raise _Unfit(f"is none of {', '.join(name or 'nothing' for name in names)}")
        return str(value)

    return read


def _or_none(read: _Read[_Value]) -> _Read[_Value | None]:
    return lambda value: None if value is None else read(value)


def _list_of(read: _Read[_Value]) -> _Read[tuple[_Value, ...]]:
    def all_of(value: object) -> tuple[_Value, ...]:
        if not isinstance(value, list) or len(value) > _MOST_ITEMS:
            raise _Unfit(f"isn't a list of at most {_MOST_ITEMS}")
        return tuple(map(read, value))

    return all_of


def _made_by(
    kind: Callable[..., _Value], needed: tuple[str, ...], /, **readers: _Read[object]
) -> _Read[_Value]:
    """Reads an object: ``kind`` of what ``readers`` find; ``needed`` keys must be there."""

    def read(value: object) -> _Value:
        if not isinstance(value, dict):
            raise _Unfit("isn't a JSON object")
        found = {}
        for name, one in value.items():
            if name in readers:
                try:
                    found[name] = readers[name](one)
                except _Unfit as problem:
                    raise _Unfit(str(problem), name, *problem.path) from None
        for name in needed:
            if name not in found:
                raise _Unfit("is missing", name)
        return kind(**found)

    return read


def _shown(text: str) -> str:
    return ascii(text[:40])


_count, _rating = _whole(0, int(_MOST_NUMBER)), _or_none(_whole(1, 10))
_texts = _list_of(_text)
_heard = _made_by(
    PhraseHeard,
    ("phrase",),
    phrase=_text,
    accepted=_count,
    unsure=_count,
    undone=_count,
    again=_count,
    moved=_number,
)
_pain = _made_by(PainFelt, ("kind", "area", "side"), kind=_text, area=_text, side=_text)
_part = _made_by(
    PartDone,
    ("area", "side"),
    area=_text,
    side=_one_of("left", "right", "both"),
    done=_true_or_false,
    skipped=_true_or_false,
    worked_seconds=_amount,
    changed_seconds=_number,
    hurt=_texts,
    rating=_rating,
)
_pause = _made_by(PauseMade, ("start", "end"), start=_amount, end=_amount)
_wish = _made_by(
    Wish,
    (),
    minutes=_or_none(_amount),
    focus=_texts,
    skip=_texts,
    side=_one_of(*SIDE_WISHES),
    hold_seconds=_or_none(_amount),
    stretch=_or_none(_true_or_false),
    focus_side=_one_of("left", "right", ""),
)
_READERS: Mapping[str, _Read[object]] = {
    "when": _text,
    "routine": _text,
    "minutes": _amount,
    "areas": _texts,
    "completed": _true_or_false,
    "rating": _rating,
    "tighter_side": _one_of("left", "right", ""),
    "runner": _text,
    "heard": _list_of(_heard),
    "exercises": _texts,
    "insights": _texts,
    "pains": _list_of(_pain),
    "parts": _list_of(_part),
    "tools": _texts,
    "wordings": _texts,
    "seed": _or_none(_whole(0, 2**63)),
    "wish": _wish,
    "cut_off": _true_or_false,
    "seconds": _amount,
    "pauses": _list_of(_pause),
    "rated_area": _text,
    "rated_side": _one_of("left", "right", ""),
    "version": _whole(1, 10**6),
}
