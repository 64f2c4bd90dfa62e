"""The steps of a routine: an exercise for each area, its dose, both sides, and its words."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from voice_coach.routine.duration import MAXIMUM_SECONDS
from voice_coach.routine.findings import Finding, did_you_mean
from voice_coach.routine.library import Library
from voice_coach.routine.model import AreaEntry, Dose, Exercise, ExerciseTexts, Routine
from voice_coach.routine.plan import Script, Side, Step

Number = TypeVar("Number", int, float)

TOOLS = ("roller", "ball", "stick", "gun")


def build_steps(
    routine: Routine, library: Library, path: Path, tools: Sequence[str], seed: int
) -> tuple[Step, ...]:
    """The steps of ``routine`` for these tools. What is missing is added to ``library.findings``."""
    steps: list[Step] = []
    for pair, entry in enumerate(routine.entries):
        exercise = _choose(entry, pair, library, path, tools)
        if exercise is None:
            continue
        texts = library.texts(exercise.area).get(exercise.name)
        if texts is None:
            problem = f"{exercise.name!r} has no words in the language {library.language!r}"
            wanted = f"them in exercises/{exercise.area}.{library.language}.yaml"
            library.findings.append(Finding(path, entry.line, f"areas.{pair + 1}", problem, wanted))
            continue
        dose = exercise.doses[entry.dose or routine.dose]
        steps += _sides(entry, dose, exercise, texts, pair=pair, seed=seed)
    total = sum(step.worked_seconds + step.setup_seconds for step in steps)
    if total > MAXIMUM_SECONDS:
        library.findings.append(
            Finding(path, 0, "areas", f"take {total / 60:.0f} minutes", "at most 3 hours in all")
        )
    return tuple(steps)


def _choose(
    entry: AreaEntry, index: int, library: Library, path: Path, tools: Sequence[str]
) -> Exercise | None:
    key = f"areas.{index + 1}"
    found = library.exercises(entry.area)
    if not found:
        if entry.area in library.areas():
            return None  # its file is broken, and that is reported already
        wanted = did_you_mean(entry.area, library.areas())
        library.findings.append(
            Finding(path, entry.line, f"{key}.area", f"{entry.area!r} is not an area", wanted)
        )
        return None
    if entry.exercise is not None:
        if entry.exercise not in found:
            problem = f"{entry.exercise!r} is not an exercise of {entry.area}"
            wanted = did_you_mean(entry.exercise, found)
            library.findings.append(Finding(path, entry.line, f"{key}.exercise", problem, wanted))
        return found.get(entry.exercise)
    for tool in tools:
        for exercise in found.values():
            if exercise.tool == tool:
                return exercise
    owned = dict.fromkeys(exercise.tool for exercise in found.values())
    problem = f"{entry.area} has no exercise with {' or '.join(tools)}"
    library.findings.append(Finding(path, entry.line, key, problem, f"one of {', '.join(owned)}"))
    return None


def _sides(
    entry: AreaEntry, dose: Dose, exercise: Exercise, texts: ExerciseTexts, *, pair: int, seed: int
) -> list[Step]:
    sides: tuple[Side, ...] = ("left", "right") if exercise.sides == "each" else ("both",)
    if entry.side != "each":
        sides = (entry.side,)
    return [
        Step(
            area=exercise.area,
            exercise=exercise.name,
            tool=exercise.tool,
            side=side,
            pair=pair,
            setup_seconds=_or(entry.setup_seconds, exercise.setup_seconds),
            strokes=_or(entry.strokes, dose.strokes),
            stroke_seconds=_or(entry.stroke_seconds, exercise.stroke_seconds),
            holds=_or(entry.holds, dose.holds),
            search_seconds=_or(entry.search_seconds, dose.search_seconds),
            hold_seconds=_or(entry.hold_seconds, dose.hold_seconds),
            script=_script(texts, seed, f"{exercise.name} {pair}", turn),
        )
        for turn, side in enumerate(sides)
    ]


def _script(texts: ExerciseTexts, seed: int, salt: str, turn: int) -> Script:
    """Variants chosen by ``seed``, others on the second side; the sentences of the hold take turns too."""
    offset = zlib.crc32(f"{seed} {salt}".encode()) + turn
    shift = offset % len(texts.during)
    return Script(
        area=texts.area,
        where=texts.where,
        position=texts.position,
        reminder=texts.reminder,
        sweep=texts.sweep[offset % len(texts.sweep)],
        search=texts.search[offset % len(texts.search)],
        hold=texts.hold[offset % len(texts.hold)],
        during=texts.during[shift:] + texts.during[:shift],
        how=texts.how,
        ease=texts.ease,
    )


def _or(given: Number | None, usual: Number) -> Number:
    return usual if given is None else given
