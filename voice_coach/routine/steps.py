"""A routine's steps, from its blocks."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from voice_coach.routine.blocks import TOOLS, Block, choose_blocks
from voice_coach.routine.duration import MAXIMUM_SECONDS
from voice_coach.routine.findings import Finding
from voice_coach.routine.library import Library
from voice_coach.routine.model import Dose, Routine
from voice_coach.routine.plan import Side, Step
from voice_coach.routine.scripts import Scripts

__all__ = ["TOOLS", "build_steps", "steps_of_block"]


def build_steps(
    routine: Routine, library: Library, path: Path, tools: Sequence[str] | None, seed: int
) -> tuple[Step, ...]:
    """As on file; gaps go to ``library.findings``."""
    blocks, _ = choose_blocks(routine, library, path, tools)
    steps: list[Step] = []
    scripts = Scripts(library.lines(), seed)
    for pair, block in enumerate(blocks):
        doses = dict.fromkeys(sides_of(block), block.dose(block.amount))
        steps += steps_of_block(block, doses, scripts, pair=pair)
    check_length(steps, library, path)
    return tuple(steps)


def check_length(steps: Sequence[Step], library: Library, path: Path) -> None:
    """Adds a finding if they exceed any session."""
    total = sum(step.worked_seconds + step.setup_seconds for step in steps)
    if total > MAXIMUM_SECONDS:
        problem = f"take {total / 60:.0f} minutes"
        library.findings.append(Finding(path, 0, "areas", problem, "at most 3 hours in all"))


def sides_of(block: Block) -> tuple[Side, ...]:
    """In order."""
    if block.entry.side != "each":
        return (block.entry.side,)
    return ("left", "right") if block.exercise.sides == "each" else ("both",)


def steps_of_block(
    block: Block,
    doses: Mapping[Side, Dose],
    scripts: Scripts,
    *,
    pair: int,
    met: Collection[str] | None = None,
) -> list[Step]:
    """One a side of ``doses``. ``met``: exercises known (``None``: all)."""
    entry, exercise = block.entry, block.exercise
    salt = f"{exercise.name} {entry.line}"
    return [
        Step(
            area=exercise.area,
            exercise=exercise.name,
            tool=exercise.tool,
            side=side,
            pair=pair,
            setup_seconds=exercise.setup_seconds if entry.setup_seconds is None else entry.setup_seconds,
            strokes=dose.strokes,
            stroke_seconds=exercise.stroke_seconds if entry.stroke_seconds is None else entry.stroke_seconds,
            holds=dose.holds,
            search_seconds=dose.search_seconds,
            hold_seconds=dose.hold_seconds,
            script=scripts.script(exercise, block.texts, salt),
            posture=exercise.posture,
            needs=exercise.needs,
            met=met is None or exercise.name in met,
            touches=exercise.touches,
        )
        for side, dose in doses.items()
    ]
