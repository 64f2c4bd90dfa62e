"""The live end."""

from __future__ import annotations

from collections.abc import Callable

from voice_coach.audio.clip import Samples
from voice_coach.audio.output_stream import BLOCK_FRAMES
from voice_coach.audio.writer import Writer
from voice_coach.playing.engine import Engine

OnBlock = Callable[[Engine], None]


class Tapped:
    """A writer that also tells the ears, so they don't hear the coach."""

    def __init__(self, writer: Writer, tap: Callable[[Samples], None]) -> None:
        self._writer = writer
        self._tap = tap

    def write(self, samples: Samples) -> None:
        self._tap(samples)
        self._writer.write(samples)


def play(
    engine: Engine,
    output: Writer,
    on_block: OnBlock | None = None,
    wait_for_room: Callable[[], None] | None = None,
) -> None:
    """Play to the end on a device or a file.

    ``on_block`` follows each block. What's posted before ``wait_for_room`` returns is in the next block.
    """
    while not engine.finished:
        if wait_for_room is not None:
            wait_for_room()
        output.write(engine.render(BLOCK_FRAMES))
        if on_block is not None:
            on_block(engine)
