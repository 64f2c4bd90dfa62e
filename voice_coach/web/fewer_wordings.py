"""Fewer wordings of frequent lines, to keep a page small.

With a field a line is many clips, so it keeps fewer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from voice_coach.routine.lines import LINES
from voice_coach.routine.plan import Plan, Script

PLAIN_WORDINGS = 8
FILLED_WORDINGS = 4
LONG_WORDINGS = 2
"""Of sentences naming the whole session."""
INSIGHTS = 15
"""For five sessions."""
WHOLE = ("keep_off", "hurts_live", "pain_", "sweep_", "search", "hold")
"""Keys of lines that keep every wording begin so: against harm, or said ten times a session."""

_LONG = frozenset({"welcome", "done"})
_IN_SCRIPTS = ("moving", "during", "during_stretch")
"""Copied into scripts as they are."""


def fewer_wordings(plan: Plan) -> Plan:
    """The first wordings of each line, in scripts too; nothing falls silent."""
    lines = {key: texts[: wordings_kept(key)] for key, texts in plan.lines.items()}
    gone = {text for key in _IN_SCRIPTS for text in plan.lines.get(key, ())}
    gone -= {text for texts in lines.values() for text in texts}
    steps = tuple(replace(step, script=_without(step.script, gone)) for step in plan.steps)
    return replace(plan, lines=lines, steps=steps)


def wordings_kept(key: str) -> int | None:
    """At most; ``None``: all."""
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
