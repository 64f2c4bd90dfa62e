"""The live end."""

from __future__ import annotations

from collections.abc import Callable

from voice_coach.audio.clip import Samples
from voice_coach.audio.output_stream import BLOCK_FRAMES
from voice_coach.audio.writer import Writer
from voice_coach.playing.engine import Engine

OnBlock = Callable[[Engine], None]


class Tapped:
    """A writer with a listener: the ears, so as not to hear the coach."""

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
    """Play ``engine`` to its end on ``output``, a device or a file.

    ``on_block`` is called after each block. ``wait_for_room`` returns when ``output`` has room: what's posted
    meanwhile is in that block, otherwise in the next.
    """
    while not engine.finished:
        if wait_for_room is not None:
            wait_for_room()
        output.write(engine.render(BLOCK_FRAMES))
        if on_block is not None:
            on_block(engine)
