"""Chooses each area's exercise."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from voice_coach.routine.findings import Finding, did_you_mean
from voice_coach.routine.library import Library
from voice_coach.routine.model import Amount, AreaEntry, Dose, Exercise, ExerciseTexts, Routine
from voice_coach.routine.scripts import STRETCH

TOOLS = ("roller", "ball", "stick", "gun")


class Block(NamedTuple):
    """``amount``: the dose asked for."""

    entry: AreaEntry
    exercise: Exercise
    texts: ExerciseTexts
    amount: Amount

    def range(self) -> tuple[Dose, Dose]:
        """The planner's least and most, with the entry's changes."""
        least, most, own = self.exercise.doses["least"], self.exercise.doses["most"], self.dose(self.amount)
        return (
            Dose(*(min(pair) for pair in zip(least, own, strict=True))),  # type: ignore[arg-type]
            Dose(*(max(pair) for pair in zip(most, own, strict=True))),  # type: ignore[arg-type]
        )

    def dose(self, amount: Amount) -> Dose:
        """The exercise's dose with the entry's changes."""
        dose, entry = self.exercise.doses[amount], self.entry
        return Dose(
            strokes=dose.strokes if entry.strokes is None else entry.strokes,
            holds=dose.holds if entry.holds is None else entry.holds,
            search_seconds=dose.search_seconds if entry.search_seconds is None else entry.search_seconds,
            hold_seconds=dose.hold_seconds if entry.hold_seconds is None else entry.hold_seconds,
        )


def choose_blocks(
    routine: Routine,
    library: Library,
    path: Path,
    owned: Sequence[str] | None,
    postures_out: Collection[str] = (),
) -> tuple[list[Block], list[str]]:
    """The blocks, and the areas that can't be worked with ``owned`` tools, or only in ``postures_out``.

    ``None``: the routine's own tools; then every area needs an exercise. Gaps go to ``library.findings``.
    """
    blocks: list[Block] = []
    impossible: list[str] = []
    for index, entry in enumerate(routine.entries):
        chosen = _choose(entry, f"areas.{index + 1}", library, path, owned, routine.tools, postures_out)
        if chosen is None:
            impossible.append(entry.area)
            continue
        texts = library.texts(chosen.area).get(chosen.name)
        if texts is None:
            problem = f"{chosen.name!r} has no words in the language {library.language!r}"
            wanted = f"them in exercises/{chosen.area}.{library.language}.yaml"
            library.findings.append(Finding(path, entry.line, f"areas.{index + 1}", problem, wanted))
            continue
        blocks.append(Block(entry, chosen, texts, entry.dose or routine.dose))
    worked = {block.exercise.area for block in blocks if block.exercise.tool != STRETCH}
    if impossible and (owned is not None or postures_out):  # no stretch of an area that couldn't be rolled
        blocks = [one for one in blocks if one.exercise.area in worked or one.exercise.kind == "move"]
    return blocks, list(dict.fromkeys(impossible))


def _choose(
    entry: AreaEntry,
    key: str,
    library: Library,
    path: Path,
    owned: Sequence[str] | None,
    routine_tools: Sequence[str],
    postures_out: Collection[str],
) -> Exercise | None:
    found = library.exercises(entry.area)
    if not found:
        if entry.area not in library.areas():  # otherwise its file is broken, which is reported already
            wanted = did_you_mean(entry.area, library.areas())
            finding = Finding(path, entry.line, f"{key}.area", f"{entry.area!r} isn't an area", wanted)
            library.findings.append(finding)
        return None
    if entry.exercise is not None:
        named = found.get(entry.exercise)
        if named is None:
            problem = f"{entry.exercise!r} isn't an exercise of {entry.area}"
            wanted = did_you_mean(entry.exercise, found)
            library.findings.append(Finding(path, entry.line, f"{key}.exercise", problem, wanted))
            return None
        if named.posture not in postures_out and (owned is None or named.tool in (*owned, STRETCH)):
            return named
        if named.tool == STRETCH:
            return None
    tools = routine_tools if owned is None else owned
    possible = [exercise for exercise in found.values() if exercise.posture not in postures_out]
    suiting = first_with(tools, possible)
    if suiting is None and owned is None and first_with(tools, found.values()) is None:
        have = dict.fromkeys(exercise.tool for exercise in found.values() if exercise.tool != STRETCH)
        problem = f"{entry.area} has no exercise with {' or '.join(tools)}"
        library.findings.append(Finding(path, entry.line, key, problem, f"one of {', '.join(have)}"))
    return suiting


def first_with(tools: Sequence[str], exercises: Iterable[Exercise]) -> Exercise | None:
    """By the best of ``tools`` that any has."""
    listed = list(exercises)
    return next((one for tool in tools for one in listed if one.tool == tool), None)
