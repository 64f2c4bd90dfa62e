"""The offline end: a plain loop asks the engine for sound and writes it to a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from voice_coach.assemble import Choices, Folders, build_engine, open_prompts, plan_for
from voice_coach.audio.limiter import CELL_FRAMES
from voice_coach.audio.mp3 import Mp3Tags, Mp3Writer
from voice_coach.audio.sample_time import to_seconds
from voice_coach.audio.writer import Writer
from voice_coach.engine import Engine
from voice_coach.journal import Journal
from voice_coach.routine.plan import Plan

BLOCK_FRAMES = 2_756 * CELL_FRAMES
"""Two seconds, in whole cells of the limiter: large enough that the loop costs nothing, small enough that
memory and progress do not notice."""

Progress = Callable[[float, float], None]
"""Called with the seconds rendered so far and the seconds expected in all."""


@dataclass(frozen=True)
class ExportResult:
    path: Path
    duration_seconds: float
    bytes: int
    steps: int
    notes: tuple[str, ...] = ()
    """What the planner changed that was not asked for."""


def export_mp3(
    choices: Choices,
    folders: Folders,
    path: Path,
    progress: Progress | None = None,
    journal: Journal | None = None,
) -> ExportResult:
    """Write the chosen session to ``path``, which appears whole or not at all.

    Raises ``InputError`` for wrong choices, ``OutputError`` where the file cannot be written.
    """
    plan = plan_for(choices, folders)
    with open_prompts(choices, folders) as prompts:
        engine = build_engine(plan, prompts, choices.commands, journal=journal, music=choices.music)
        with Mp3Writer(path, tags=tags_of(plan, choices)) as writer:
            frames = render_into(writer, engine, progress)
    return ExportResult(path, to_seconds(frames), path.stat().st_size, len(plan.steps), plan.notes)


def render_into(writer: Writer, engine: Engine, progress: Progress | None = None) -> int:
    """Play ``engine`` to its end into ``writer``; returns the number of frames."""
    expected = engine.expected_seconds if progress is not None else 0.0
    while not engine.finished:
        writer.write(engine.render(BLOCK_FRAMES))
        if progress is not None:
            progress(to_seconds(engine.position), expected)
    return engine.position


def tags_of(plan: Plan, choices: Choices) -> Mp3Tags:
    """What a player shows; the comment tells how to make the same file again."""
    tools = ",".join(plan.tools)
    again = f"voice-coach export {plan.routine} --tools {tools} --level {plan.level} --seed {plan.seed}"
    again = f"{again} {choices.wish.options()}".rstrip()
    return Mp3Tags(
        title=plan.title,
        artist="Voice Coach",
        album="Voice Coach",
        genre="Speech",
        comment=f"{again} --voice {choices.voice} --language {plan.language}",
    )


def default_target(routine: str) -> Path:
    """Where an export goes if nobody says:

    ``warmup.mp3`` in the present folder, whatever the routine's path.
    """
    return Path(f"{Path(routine).stem}.mp3")
