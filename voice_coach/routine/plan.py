"""What one session will do: plain data, fitted to this runner, in one language.

A routine is what is on file; a plan is what a session plays. Times are seconds here and become whole frames
when a session starts, so that both sides of a pair get the same number of samples.
"""

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
"""How much is said: everything, a reminder, or the tones and the bare names."""


class Insight(NamedTuple):
    """Something worth knowing; ``areas`` are those it belongs to; none: any."""

    name: str
    say: str
    areas: tuple[str, ...]


@dataclass(frozen=True)
class Script:
    """What is said about one exercise, in one language. Empty strings and tuples are simply not said.

    ``area`` fits into "Now your {area}." (``calves``). ``position`` holds short sentences built on landmarks
    that a body can feel; ``reminder`` is the one sentence that replaces them later. ``during`` is spoken
    inside a hold, one item each time there is room. ``ease`` is what to do when it is too strong. ``range``
    says where to start, end and turn; ``keep_off`` are the places as they're spoken; ``turn`` is what changes
    on the second side; ``moving`` is spoken inside a sweep.
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
    """One side of one exercise: setup gap, sweep, then ``holds`` times search and hold.

    A part whose time is zero is left out. ``pair`` numbers the exercise within the plan: the left and the
    right step of one exercise share it.
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
    """One of ``body.POSTURES``; empty: getting there takes ``setup_seconds`` wherever one comes from."""
    needs: tuple[str, ...] = ()
    met: bool = True
    """The runner has met this exercise before; if not, it's told in full at every level."""
    rests: bool = False
    """Nothing is worked: it's a rest between two routines."""
    touches: tuple[str, ...] = ()
    """Other areas that it works: if one of them hurts today, it's left out too."""

    @property
    def worked_seconds(self) -> float:
        """Time under pressure, setup and speech not counted."""
        return self.strokes * self.stroke_seconds + self.holds * (self.search_seconds + self.hold_seconds)


@dataclass(frozen=True)
class Plan:
    """A whole session. ``lines`` holds the variants of the coach's own sentences by key (``lines.LINES``)."""

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
    """Exercises that this runner knows; ``None``: all of them, or no one knows."""
    listens: bool = True
    """Somebody can answer. If not, nothing is asked and no time is left for an answer."""
    listeners: tuple[str, ...] = ()
    """Who should ask first, and what to do when it hurts: said to those who can't answer."""
    left_out: tuple[str, ...] = ()
    """Areas as they're spoken that there was no time for."""
    insights: tuple[Insight, ...] = ()
    """What's told about rolling today."""
    memories: tuple[Recollection, ...] = ()
    """What's said about earlier sessions."""
    often_painful: frozenset[str] = frozenset()
    """Areas that hurt in earlier sessions so often that once more is a matter for a professional."""
    asked: Asked | None = None
    """What the runner is asked to rate at the end; ``None``: all of it."""
    got_more: tuple[str, ...] = ()
    got_less: tuple[str, ...] = ()
    """Areas whose dose the past has changed, against what they'd get without it."""
    notes: tuple[str, ...] = ()
    """What the planner changed that the runner did not ask for, in sentences for the screen."""


def for_keys(plan: Plan) -> Plan:
    """``plan`` for a runner who steers by keys alone: the coach names keys, not phrases."""
    by_keys = {
        key.removesuffix(_BY_KEYS): variants for key, variants in plan.lines.items() if key.endswith(_BY_KEYS)
    }
    return replace(plan, lines={**plan.lines, **by_keys})
