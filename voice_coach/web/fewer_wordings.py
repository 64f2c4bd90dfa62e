"""Fewer wordings of what the coach says often, so that a page stays small.

A line with a field is a clip for every area, side or number, so it keeps fewer than one without.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from voice_coach.routine.lines import LINES
from voice_coach.routine.plan import Plan, Script

PLAIN_WORDINGS = 8
FILLED_WORDINGS = 4
LONG_WORDINGS = 2
"""Of sentences that name the whole session."""
WHOLE = ("keep_off", "hurts_live", "pain_")
"""How the keys of lines begin that keep every wording: they keep runners from harm."""

_LONG = frozenset({"welcome", "done"})
_IN_SCRIPTS = ("moving", "during", "during_stretch")
"""Lines that planning copies into scripts as they are."""


def fewer_wordings(plan: Plan) -> Plan:
    """``plan`` with the first wordings of each line, in its scripts too. Nothing that's said is lost."""
    lines = {key: texts[: wordings_kept(key)] for key, texts in plan.lines.items()}
    gone = {text for key in _IN_SCRIPTS for text in plan.lines.get(key, ())}
    gone -= {text for texts in lines.values() for text in texts}
    steps = tuple(replace(step, script=_without(step.script, gone)) for step in plan.steps)
    return replace(plan, lines=lines, steps=steps)


def wordings_kept(key: str) -> int | None:
    """How many wordings the line ``key`` keeps at most; ``None``: all."""
    spec = LINES.get(key)
    if spec is None or spec.kind == "part" or key.startswith(WHOLE):
        return None
    if key in _LONG:
        return LONG_WORDINGS
    return FILLED_WORDINGS if spec.fields else PLAIN_WORDINGS


def _without(script: Script, gone: set[str]) -> Script:
    return replace(script, during=_left(script.during, gone), moving=_left(script.moving, gone))


def _left(texts: Sequence[str], gone: set[str]) -> tuple[str, ...]:
    return tuple(text for text in texts if text not in gone) or tuple(texts[:1])
