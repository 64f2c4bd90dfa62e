"""Routines and exercises as written, typed.

Named tuples: quicker to define at start than dataclasses.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

Amount = Literal["least", "usual", "most"]
Kind = Literal["roll", "stretch", "move"]
"""``move``: a tone a repetition, no tool or pressure."""


class Dose(NamedTuple):
    """Of one side: a sweep of ``strokes``, then ``holds`` times search and hold."""

    strokes: int
    holds: int
    search_seconds: float
    hold_seconds: float


class Exercise(NamedTuple):
    """``sides``: ``each`` or ``both``. A stretch has the tool ``none``; ``stretch`` names the paired one.
    ``keep_off``: ``body.PLACES`` or own words; ``posture``: ``body.POSTURES`` or empty; ``needs``:
    ``body.THINGS``; ``touches``: other areas worked.
    """

    name: str
    area: str
    order: int
    tool: str
    sides: Literal["each", "both"]
    setup_seconds: float
    stroke_seconds: float
    doses: Mapping[Amount, Dose]
    stretch: str | None
    keep_off: tuple[str, ...]
    sources: tuple[str, ...]
    kind: Kind = "roll"
    posture: str = ""
    needs: tuple[str, ...] = ()
    touches: tuple[str, ...] = ()


class AreaEntry(NamedTuple):
    """``None``: as the exercise has it."""

    line: int
    area: str
    exercise: str | None
    dose: Amount | None
    side: Literal["each", "left", "right"]
    setup_seconds: float | None
    strokes: int | None
    stroke_seconds: float | None
    holds: int | None
    search_seconds: float | None
    hold_seconds: float | None


class Routine(NamedTuple):
    name: str
    use: str
    tools: tuple[str, ...]
    dose: Amount
    switch_gap_seconds: float
    entries: tuple[AreaEntry, ...]


class RoutineTexts(NamedTuple):
    title: str
    summary: str
    opening: tuple[str, ...]
    closing: tuple[str, ...]


class ExerciseTexts(NamedTuple):
    """``sweep``, ``search``, ``hold`` have variants (empty: the coach's); the rest is said as is."""

    area: str
    where: tuple[str, ...]
    position: tuple[str, ...]
    reminder: str
    sweep: tuple[str, ...]
    search: tuple[str, ...]
    hold: tuple[str, ...]
    during: tuple[str, ...]
    breath: str
    how: tuple[str, ...]
    ease: str
    feel: str
    deepen: str
    mistakes: tuple[str, ...]
    stretch: str
    range: str = ""
    turn: str = ""
    moving: tuple[str, ...] = ()
