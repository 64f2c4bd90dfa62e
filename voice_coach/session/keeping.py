"""A session's state as plain data, and back.

Without what a new start settles: speech, silence, lost devices. Used wordings are four letters each.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from voice_coach.routine.limits import longest_part_seconds
from voice_coach.routine.plan import Plan
from voice_coach.session import phases
from voice_coach.session.phases import IN_A_STEP, TIMED_WORK
from voice_coach.session.setting import Setting
from voice_coach.session.state import STATE_OF_PHASE, Clock, Sentence, SessionState, Undoable
from voice_coach.session.table import NOT_UNDOABLE, TABLE
from voice_coach.session.turn import Turn

Kept = dict[str, Any]
"""JSON's types only."""

_ENDING = frozenset({"stopping", "ended"})
_NAMES = {"level": ("first", "usual", "quiet"), "side_override": (None, "left", "right", "both")}
_NUMBERS = {
    "hold": (0, 99),
    "pace": (-2, 2),
    "loudness_step": (-2, 2),
    "worked_frames": (0, 10**9),
    "changed_frames": (-(10**9), 10**9),
    "visits": (0, 10**6),
    "rating": (1, 10),
}
_SWITCHES = frozenset({"music_on", "breath_told", "held_longer", "pain_open", "gets_back_on"})
_STEPS = frozenset({"skipped", "worked", "ended_by_pain"})
_OVERLAYS = (None, "paused", "confirm", "side", "pain", "reentry")
_MOST_UNDO = 10
_MOST_TEXTS = 50


def keep(state: SessionState, now: int) -> Kept | None:
    """``None`` if the session is over."""
    if state.phase in _ENDING:
        return None
    usual = _plain(SessionState(level="first"))
    present = _plain(state.put_away(now))
    undo = [_undoable(one, present) for one in state.undo_stack]
    used = "".join(_code(text) * min(times, 9) for text, times in state.uses.items())
    kept = {"level": state.level, **_changed(present, usual)}
    return kept | {name: value for name, value in (("undo", undo), ("uses", used)) if value}


def restore(kept: object, plan: Plan, rate: int) -> SessionState:
    """With its clock halted. Raises ValueError if it isn't one of ``plan``."""
    if not isinstance(kept, dict):
        raise ValueError("no state")
    usual = _plain(SessionState(level="first"))
    data = dict(kept)
    undo, used = data.pop("undo", []), data.pop("uses", "")
    _need(isinstance(undo, list) and len(undo) <= _MOST_UNDO and isinstance(used, str), "undo, uses")
    present = usual | data
    uses = _uses(used, plan)
    stack = []
    for one in undo:
        _need(isinstance(one, list) and len(one) == 2 and isinstance(one[1], dict), "undo")
        _need(isinstance(one[0], str) and one[0] in _UNDOABLE, "undo")
        before = _state(present | one[1] | {"guide": []}, plan, rate)
        stack.append(Undoable(one[0], replace(before, uses=uses, **_words(before, plan))))
    state = replace(_state(present, plan, rate), overlay=None, uses=uses, undo_stack=tuple(stack))
    _need(state.phase not in _ENDING, "phase")
    return state


def with_marks(setting: Setting, state: SessionState) -> SessionState:
    """``state`` and earlier ones, with the marks their clocks have passed."""

    def passed(one: SessionState) -> Clock:
        marks = phases.marks(Turn(setting, one, 0))
        fired = frozenset(mark.key for mark in marks if mark.offset < one.clock.counted)
        return replace(one.clock, fired=fired)

    stack = tuple(
        Undoable(one.command, replace(one.before, clock=passed(one.before))) for one in state.undo_stack
    )
    return replace(state, clock=passed(state), undo_stack=stack)


_UNDOABLE = frozenset(name for state in TABLE.values() for name in state) - NOT_UNDOABLE


def _plain(state: SessionState) -> Kept:
    """In JSON's types; the clock is halted."""
    clock = state.clock  # Looked at between two deadlines, it may have passed its end by some frames.
    return {
        **{name: getattr(state, name) for name in (*_NAMES, *_NUMBERS, *sorted(_SWITCHES))},
        **{name: sorted(getattr(state, name)) for name in sorted(_STEPS)},
        "phase": state.phase,
        "step": state.step,
        "clock": [clock.length, clock.counted if clock.length is None else min(clock.counted, clock.length)],
        "overlay": state.overlay,
        "resume_step": state.resume_step,
        "gap_seconds": state.gap_seconds,
        "guide": [[one.text, int(one.holds_clock)] for one in state.guide],
        "owed": list(state.owed),
        "told": sorted(state.told),
        "insights_told": sorted(state.insights_told),
    }


_FIELDS = _plain(SessionState(level="first")).keys()


def _words(before: SessionState, plan: Plan) -> dict[str, Any]:
    """An undone state's: what was owed; "say that again" says where the runner is."""
    if before.phase not in IN_A_STEP:
        return {}
    holds = before.phase == "sweep"
    owed = before.owed if before.phase in {"gap", "sweep"} else ()
    guide = tuple(Sentence(text, "guide", holds_clock=holds) for text in owed)
    return {"guide": guide, "last_said": (plan.steps[before.step].script.reminder,)}


def _changed(kept: Kept, from_: Kept) -> Kept:
    return {name: value for name, value in kept.items() if value != from_[name]}


def _undoable(one: Undoable, present: Kept) -> list[object]:
    before = _changed(_plain(one.before), present)
    before.pop("guide", None)  # What's owed is enough; the rest the runner has heard since.
    return [one.command, before]


def _state(data: Kept, plan: Plan, rate: int) -> SessionState:
    """From plain fields, each checked."""
    _need(data.keys() == _FIELDS, "fields")
    for name, allowed in {**_NAMES, "overlay": _OVERLAYS, "phase": tuple(STATE_OF_PHASE)}.items():
        _need(isinstance(data.get(name), str | None) and data[name] in allowed, name)
    for name, (least, most) in _NUMBERS.items():
        _need((name == "rating" and data[name] is None) or _whole(data[name], least, most), name)
    _need(all(isinstance(data[name], bool) for name in _SWITCHES), "switches")
    count = len(plan.steps)
    for name in _STEPS:
        _need(isinstance(data[name], list) and all(_whole(i, 0, count - 1) for i in data[name]), name)
    _need(data["resume_step"] is None or _whole(data["resume_step"], 0, count), "resume_step")
    in_a_step = data["phase"] in IN_A_STEP
    _need(_whole(data["step"], 0, count - 1 if in_a_step or data["phase"] == "opening" else count), "step")
    gap = data["gap_seconds"]
    _need(isinstance(gap, int | float) and not isinstance(gap, bool) and 0 <= gap <= 600, "gap_seconds")
    guide = data["guide"]
    _need(isinstance(guide, list) and all(isinstance(one, list) and len(one) == 2 for one in guide), "guide")
    texts = [one[0] for one in guide]
    for name in ("owed", "told", "insights_told"):
        _need(isinstance(data[name], list), name)
        texts += data[name]
    _need(len(texts) <= _MOST_TEXTS and all(isinstance(text, str) for text in texts), "texts")
    return SessionState(
        **{
            **data,
            "clock": _clock(data, plan, rate),
            "guide": tuple(Sentence(text, "guide", holds_clock=bool(holds)) for text, holds in guide),
            "owed": tuple(data["owed"]),
            **{name: frozenset(data[name]) for name in (*_STEPS, "told", "insights_told")},
        }
    )


def _clock(data: Kept, plan: Plan, rate: int) -> Clock:
    clock = data["clock"]
    _need(isinstance(clock, list) and len(clock) == 2, "clock")
    length, counted = clock
    if length is None:
        _need(data["phase"] not in TIMED_WORK and _whole(counted, 0, 10**9), "clock")
        return Clock()
    most = 10**9
    if data["phase"] in TIMED_WORK:
        step = plan.steps[data["step"]]
        planned = max(step.strokes * step.stroke_seconds, step.search_seconds, step.hold_seconds)
        limit = longest_part_seconds(step.tool, hold=data["phase"] == "hold")
        most = round((max(planned, limit) + 1) * rate)
        _need(data["hold"] <= step.holds, "hold")
    _need(_whole(length, 0, most) and _whole(counted, 0, length), "clock")
    return Clock(length, counted)


def _uses(used: str, plan: Plan) -> Mapping[str, int]:
    """How often each text was said; texts gone from ``plan`` are left out."""
    codes = [used[start : start + 4] for start in range(0, len(used), 4)]
    by_code = {_code(text): text for text in _texts(plan)} if codes else {}
    counted: dict[str, int] = {}
    for code in codes:
        if code in by_code:
            counted[by_code[code]] = counted.get(by_code[code], 0) + 1
    return counted


def _texts(plan: Plan) -> Iterator[str]:
    """Every text with alternatives."""
    for variants in plan.lines.values():
        yield from variants
    for step in plan.steps:
        script = step.script
        yield from _all(script.where, script.during, script.moving, script.how)


def _all(*texts: Iterable[str]) -> Iterator[str]:
    for some in texts:
        yield from some


def _code(text: str) -> str:
    return base64.b64encode(zlib.crc32(text.encode()).to_bytes(4, "big")[:3]).decode()


def _whole(value: object, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _need(holds: bool, what: str) -> None:
    if not holds:
        raise ValueError(f"a kept state is wrong in {what}")
