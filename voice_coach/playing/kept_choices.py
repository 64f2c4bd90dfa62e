"""What a plan was made from, as plain data, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from voice_coach import __version__
from voice_coach.playing.assemble import Choices
from voice_coach.routine.fingerprint import fingerprint
from voice_coach.routine.loader import names_a_file
from voice_coach.routine.plan import Plan
from voice_coach.routine.wish import Wish

_NOT_KEPT = frozenset({"commands", "memory"})
"""A script is for one call; memory is remade."""
_LEVELS = ("first", "usual", "quiet")
_OF_TEXT = ("routine", "language", "voice")


def kept_choices(choices: Choices, plan: Plan) -> dict[str, object]:
    own: dict[str, object] = {
        one.name: getattr(choices, one.name) for one in fields(Choices) if one.name not in _NOT_KEPT
    }
    own["wish"] = choices.wish._asdict()
    own["music"] = None if choices.music is None else str(choices.music.absolute())
    if names_a_file(choices.routine):
        own["routine"] = str(Path(choices.routine).absolute())
    return {"version": __version__, "fingerprint": fingerprint(plan), "choices": own}


def choices_again(kept: Mapping[str, object]) -> Choices:
    """From ``kept_choices``' result. Raises ValueError."""
    own = kept.get("choices")
    if not isinstance(own, dict) or not all(isinstance(own.get(name), str) for name in _OF_TEXT):
        raise ValueError("no choices")
    known = {one.name: own[one.name] for one in fields(Choices) if one.name in own}
    wish, tools, music, seed = own.get("wish"), own.get("tools"), own.get("music"), own.get("seed")
    if own.get("level") not in _LEVELS or not isinstance(wish, dict) or not isinstance(seed, int):
        raise ValueError("no choices")
    try:
        asked: dict[str, Any] = {name: _unchanging(value) for name, value in wish.items()}
        known["wish"] = Wish(**asked)
        known["wish"].check()
        known["tools"] = None if tools is None else tuple(str(tool) for tool in tools)
        known["because"] = tuple(str(one) for one in own.get("because", ()))
        known["music"] = None if music is None else Path(music)
        return replace(Choices(own["routine"]), **known)
    except (TypeError, AttributeError) as error:
        raise ValueError("no choices") from error


def same_plan(kept: Mapping[str, object], plan: Plan) -> bool:
    return kept.get("fingerprint") == fingerprint(plan)


def _unchanging(value: object) -> object:
    return tuple(str(one) for one in value) if isinstance(value, list) else value
