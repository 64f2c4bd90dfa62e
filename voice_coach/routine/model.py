"""What is on file, typed: routines and exercises as their authors wrote them, before they become a plan.

Named tuples, not dataclasses: every start of the program pays for making the classes, and these cost less.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

Amount = Literal["least", "usual", "most"]
Kind = Literal["roll", "stretch", "move"]
"""A ``move`` is led with a tone for each repetition, without a tool and without pressure."""


class Dose(NamedTuple):
    """How much is done on one side: a sweep of ``strokes``, then ``holds`` times search and hold."""

    strokes: int
    holds: int
    search_seconds: float
    hold_seconds: float


class Exercise(NamedTuple):
    """One exercise with one tool. ``sides`` is ``each`` (left, then right) or ``both`` (at once). A stretch
    has the tool ``none``; ``stretch`` names the one of the same area that an exercise is paired with.
    ``keep_off`` are terms of ``body.PLACES`` or an author's own words; ``posture`` is one of
    ``body.POSTURES`` or empty if the author names none; ``needs`` are ``body.THINGS``;
    ``touches`` are other areas that it works."""

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
    """One line of a routine: an area with what its author changed. ``None`` means: as the exercise has it."""

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
    """What is said about one exercise. ``sweep``, ``search`` and ``hold`` have variants (empty: the coach's
    own are said); the rest is said as it stands, an empty sentence not at all."""

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
