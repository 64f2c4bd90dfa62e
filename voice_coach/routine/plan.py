"""What one session will do: plain data in seconds, for this runner, in one language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from voice_coach.routine.memory import Asked, Recollection

_BY_KEYS = "_keys"
"""See ``lines.BY_KEYS``."""

REST_AREA = "rest"
"""The area, and the exercise, of a step in which nothing is worked."""

Side = Literal["left", "right", "both"]
Level = Literal["first", "usual", "quiet"]
"""Everything, a reminder, or tones and bare names."""


class Insight(NamedTuple):
    """``areas`` it belongs to; none: any."""

    name: str
    say: str
    areas: tuple[str, ...]


@dataclass(frozen=True)
class Script:
    """What's said about one exercise. Empty parts aren't said.

    ``area`` fits "Now your {area}."; ``reminder`` later replaces ``position``; ``during``: inside a hold, as
    there's room; ``ease``: if it's too strong; ``range``: where to start, end and turn; ``keep_off``: places
    as spoken; ``turn``: what changes on the second side; ``moving``: inside a sweep.
    """

    area: str
    where: tuple[str, ...]
    position: tuple[str, ...]
    reminder: str
    sweep: str
    search: str
    hold: str
    during: tuple[str, ...]
    how: tuple[str, ...]
    ease: str
    range: str = ""
    turn: str = ""
    keep_off: tuple[str, ...] = ()
    moving: tuple[str, ...] = ()


@dataclass(frozen=True)
class Step:
    """One side of one exercise: gap, sweep, then ``holds`` times search and hold.

    Zero times are left out. ``pair``: shared by left and right.
    """

    area: str
    exercise: str
    tool: str
    side: Side
    pair: int
    setup_seconds: float
    strokes: int
    stroke_seconds: float
    holds: int
    search_seconds: float
    hold_seconds: float
    script: Script
    posture: str = ""
    """Of ``body.POSTURES``; empty: getting there always takes ``setup_seconds``."""
    needs: tuple[str, ...] = ()
    met: bool = True
    """The runner knows it; if not, it's told in full."""
    rests: bool = False
    """Nothing is worked: it's a rest between two routines."""
    touches: tuple[str, ...] = ()
    """Other areas it works: if one hurts today, it's left out."""

    @property
    def worked_seconds(self) -> float:
        """Time under pressure, setup and speech not counted."""
        return self.strokes * self.stroke_seconds + self.holds * (self.search_seconds + self.hold_seconds)


@dataclass(frozen=True)
class Plan:
    """``lines``: variants of the coach's sentences by key (``lines.LINES``)."""

    routine: str
    title: str
    language: str
    level: Level
    seed: int
    tools: tuple[str, ...]
    opening: tuple[str, ...]
    closing: tuple[str, ...]
    switch_gap_seconds: float
    steps: tuple[Step, ...]
    lines: Mapping[str, tuple[str, ...]]
    met: frozenset[str] | None = None
    """Exercises this runner knows; ``None``: all, or unknown."""
    listens: bool = True
    """Somebody can answer. If not, nothing is asked."""
    listeners: tuple[str, ...] = ()
    """Who should ask first, and what to do when it hurts, for those who can't answer."""
    left_out: tuple[str, ...] = ()
    """Areas as they're spoken that there was no time for."""
    insights: tuple[Insight, ...] = ()
    """What's told about rolling today."""
    memories: tuple[Recollection, ...] = ()
    """What's said about earlier sessions."""
    heard: frozenset[str] = frozenset()
    """The wordings of the last session (``variants.wording_id``): others come first."""
    often_painful: frozenset[str] = frozenset()
    """Areas that hurt so often that once more is for a professional."""
    asked: Asked | None = None
    """What the runner rates at the end; ``None``: all of it."""
    got_more: tuple[str, ...] = ()
    got_less: tuple[str, ...] = ()
    """Areas whose dose the past has changed, against what they'd get without it."""
    notes: tuple[str, ...] = ()
    """The planner's unasked changes, in sentences for the screen."""


def for_keys(plan: Plan) -> Plan:
    """``plan`` for a runner who steers by keys alone: the coach names keys, not phrases."""
    by_keys = {
        key.removesuffix(_BY_KEYS): variants for key, variants in plan.lines.items() if key.endswith(_BY_KEYS)
    }
    return replace(plan, lines={**plan.lines, **by_keys})
