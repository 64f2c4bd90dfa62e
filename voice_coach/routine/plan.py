"""What a session will do: plain data in seconds, for this runner, in one language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from voice_coach.routine.memory import Asked, Recollection

_BY_KEYS = "_keys"
"""See ``lines.BY_KEYS``."""

REST_AREA = "rest"
"""The area and exercise of a rest."""

Side = Literal["left", "right", "both"]
Level = Literal["first", "usual", "quiet"]
"""Everything, a reminder, or tones and bare names."""


class Insight(NamedTuple):
    """``areas``: none means any."""

    name: str
    say: str
    areas: tuple[str, ...]


@dataclass(frozen=True)
class Script:
    """What's said about an exercise; empty parts aren't.

    ``area`` fits "Now your {area}."; ``reminder`` later replaces ``position``; ``during``: in a hold, if
    there's room; ``ease``: if too strong; ``range``: where to start, end and turn; ``keep_off``: as spoken;
    ``turn``: changes on the second side; ``moving``: in a sweep.
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
    """One side of an exercise: gap, sweep, then ``holds`` times search and hold.

    Zero times are left out. Left and right share ``pair``.
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
    """Of ``body.POSTURES``; empty: always ``setup_seconds``."""
    needs: tuple[str, ...] = ()
    met: bool = True
    """If not, it's told in full."""
    rests: bool = False
    """A rest between two routines."""
    touches: tuple[str, ...] = ()
    """Other areas worked: if one hurts today, it's left out."""

    @property
    def worked_seconds(self) -> float:
        """Under pressure, without setup and speech."""
        return self.strokes * self.stroke_seconds + self.holds * (self.search_seconds + self.hold_seconds)


@dataclass(frozen=True)
class Plan:
    """``lines``: variants by key (``lines.LINES``)."""

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
    """Exercises the runner knows; ``None``: all, or unknown."""
    listens: bool = True
    """Someone can answer; if not, nothing is asked."""
    listeners: tuple[str, ...] = ()
    """For those who can't answer: who should ask first, and what to do about pain."""
    left_out: tuple[str, ...] = ()
    """Areas without time, as spoken."""
    insights: tuple[Insight, ...] = ()
    memories: tuple[Recollection, ...] = ()
    """Said about earlier sessions."""
    heard: frozenset[str] = frozenset()
    """Last session's ``variants.wording_id``s; others come first."""
    often_painful: frozenset[str] = frozenset()
    """Once more is for a professional."""
    asked: Asked | None = None
    """What's rated at the end; ``None``: all."""
    got_more: tuple[str, ...] = ()
    got_less: tuple[str, ...] = ()
    """Areas whose dose the past changed."""
    notes: tuple[str, ...] = ()
    """The planner's unasked changes, for the screen."""


def for_keys(plan: Plan) -> Plan:
    """For a runner with keys alone: the coach names keys, not phrases."""
    by_keys = {
        key.removesuffix(_BY_KEYS): variants for key, variants in plan.lines.items() if key.endswith(_BY_KEYS)
    }
    return replace(plan, lines={**plan.lines, **by_keys})
