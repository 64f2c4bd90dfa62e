"""The offline end: a plain loop asks the engine for sound and writes it to a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from voice_coach.audio.clip import Samples
from voice_coach.audio.sample_time import SAMPLE_RATE
from voice_coach.engine import Engine

BLOCK_FRAMES = SAMPLE_RATE * 2
"""Large enough that the loop costs nothing, small enough that memory and progress do not notice."""

Progress = Callable[[int], None]
"""Called with the frames rendered so far."""


class Writer(Protocol):
    """A sound file being written: it appears whole when the block is left, or not at all."""

    def write(self, samples: Samples) -> None: ...


def render_into(writer: Writer, engine: Engine, progress: Progress | None = None) -> int:
    """Play ``engine`` to its end into ``writer``; returns the number of frames."""
    while not engine.finished:
        writer.write(engine.render(BLOCK_FRAMES))
        if progress is not None:
            progress(engine.position)
    return engine.position


def default_target(routine: str) -> Path:
    """Where an export goes if nobody says: ``warmup.mp3`` in the present folder, whatever the routine's
    path."""
    return Path(f"{Path(routine).stem}.mp3")
