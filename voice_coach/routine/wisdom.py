"""Warns of what's legal but unwise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from voice_coach.routine.body import PLACES
from voice_coach.routine.estimate import sentence_seconds, speech_seconds
from voice_coach.routine.findings import Finding, nearest
from voice_coach.routine.library import Library
from voice_coach.routine.limits import (
    LONGEST_GUN_SECONDS,
    LONGEST_SET_SECONDS,
    STROKE_SECONDS,
    longest_spot_seconds,
)
from voice_coach.routine.model import Dose, Exercise, Routine
from voice_coach.routine.plan import Step
from voice_coach.routine.scripts import STRETCH

SLOWEST_SPEECH = 1 / (1 - 2 * 0.12)
"""A sentence's stretch at the slowest rate (two ``actions.PACE_STEP``s)."""
_HALF_WAY_FROM_SECONDS = 12.0
_FIRST_WORDS_AT_SECONDS = 2.0
"""As in ``session.timeline``: such a hold has a half-way cue, with words before."""
SHORTEST_SETUP_SHARE = 1 / 3
"""Of its position's speaking time: long to say is long to take."""

Warn = Callable[[str, str], Finding]


def unwise_routine(
    routine: Routine, steps: Sequence[Step], library: Library, path: Path
) -> Iterator[Finding]:
    """Warnings about a routine, its steps as on file."""
    earlier = 0
    rolled: set[str] = set()
    uneven = _uneven(steps)
    for index, entry in enumerate(routine.entries):
        step = next(step for step in steps if step.pair == index)

        def warn(
            problem: str, expected: str, *, key: str = f"areas.{index + 1}", line: int = entry.line
        ) -> Finding:
            return Finding(path, line, key, problem, expected, "warning")

        yield from _unwise_step(step, warn)
        yield from _unwise_words(step, library.language, warn)
        if entry.side != "each" and entry.area in uneven:
            yield warn(f"works the {entry.side} side only", "the same time on both sides")
        order = library.exercises(entry.area)[step.exercise].order
        if order < earlier:
            yield warn(f"{entry.area} comes out of order", "the order from glutes to calves")
        earlier = max(earlier, order)
        kind = library.exercises(entry.area)[step.exercise].kind
        if kind == "stretch" and entry.area not in rolled:
            yield warn(f"stretches {entry.area} before it is rolled", "rolling first, then the stretch")
        if step.tool != STRETCH:
            rolled.add(entry.area)
    with_gun = sum(step.worked_seconds for step in steps if step.tool == "gun")
    if with_gun > LONGEST_GUN_SECONDS:
        problem = f"work {with_gun / 60:.0f} minutes with the gun"
        yield Finding(path, 0, "areas", problem, "at most 15 minutes in all", "warning")


def _uneven(steps: Sequence[Step]) -> set[str]:
    """Areas with unequal left and right."""
    worked: Counter[tuple[str, str]] = Counter()
    for step in steps:
        worked[step.area, step.side] += round(step.worked_seconds * 1000)
    return {step.area for step in steps if worked[step.area, "left"] != worked[step.area, "right"]}


def _unwise_step(step: Step, warn: Warn) -> Iterator[Finding]:
    spot = longest_spot_seconds(step.tool)
    if step.hold_seconds > spot:
        with_what = " with the gun" if step.tool == "gun" else ""
        yield warn(
            f"holds one spot for {step.hold_seconds:g} s", f"at most {spot:g} s on one spot{with_what}"
        )
    if step.worked_seconds > LONGEST_SET_SECONDS:
        yield warn(f"works one side for {step.worked_seconds:g} s", "at most 120 s in a set")
    if (
        step.strokes
        and step.tool != STRETCH
        and not STROKE_SECONDS[0] <= step.stroke_seconds <= STROKE_SECONDS[1]
    ):
        yield warn(f"has strokes of {step.stroke_seconds:g} s", "2 to 4 s one way")


def _unwise_words(step: Step, language: str, warn: Warn) -> Iterator[Finding]:
    """Sentences too long at the slowest rate."""
    room = step.hold_seconds - _FIRST_WORDS_AT_SECONDS
    if step.hold_seconds >= _HALF_WAY_FROM_SECONDS:
        room = step.hold_seconds / 2 - _FIRST_WORDS_AT_SECONDS
    said = [sentence_seconds(text, language) * SLOWEST_SPEECH for text in step.script.during]
    if step.holds and said and min(said) > max(room, 0):
        yield warn(
            f"has no sentence that fits into a hold of {step.hold_seconds:g} s", "one shorter than that"
        )
    reading = speech_seconds(step.script.position, language)
    if step.setup_seconds < reading * SHORTEST_SETUP_SHARE:
        problem = f"takes {reading:.0f} s to say its position and leaves {step.setup_seconds:g} s to take it"
        yield warn(problem, "a longer setup")


def unwise_exercises(
    exercises: Mapping[str, Exercise], lines: Mapping[str, int], path: Path
) -> Iterator[Finding]:
    """Warnings about exercises; ``lines``: where they stand."""
    for name, exercise in exercises.items():

        def warn(
            problem: str, expected: str, *, key: str = f"exercises.{name}", line: int = lines[name]
        ) -> Finding:
            return Finding(path, line, key, problem, expected, "warning")

        if not exercise.posture:
            yield warn("has no posture", "one, such as sitting: getting there then has its line and its time")
        if exercise.kind == "roll" and not exercise.keep_off:
            yield warn("names nothing to keep off", "the bones and joints nearby")
        for place in exercise.keep_off:
            if place not in PLACES:
                yield warn(
                    f"keeps off {place!r}, which has no name in other languages",
                    nearest(place, PLACES) or "a term of docs/writing-routines.md",
                )
        worked = [_work(exercise, exercise.doses[amount]) for amount in ("least", "usual", "most")]
        spot = longest_spot_seconds(exercise.tool)
        longest = max(dose.hold_seconds for dose in exercise.doses.values())
        if longest > spot:
            yield warn(f"holds one spot for {longest:g} s", f"at most {spot:g} s")
        if worked[2] > LONGEST_SET_SECONDS:
            yield warn(f"works one side for {worked[2]:g} s", "at most 120 s in a set")
        if worked != sorted(worked):
            yield warn("has doses out of order", "least, usual and most, each longer than the one before")
        if exercise.stretch is not None and exercise.stretch not in exercises:
            yield warn(
                f"is paired with {exercise.stretch!r}, which isn't in this file", "an exercise of this file"
            )


def _work(exercise: Exercise, dose: Dose) -> float:
    return dose.strokes * exercise.stroke_seconds + dose.holds * (dose.search_seconds + dose.hold_seconds)
