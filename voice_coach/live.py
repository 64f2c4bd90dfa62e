"""The live end:

whoever plays asks for frames, keys and voice post commands, the session goes on in real time.
"""

from __future__ import annotations

from collections.abc import Callable

from voice_coach.audio.output_stream import BLOCK_FRAMES
from voice_coach.audio.writer import Writer
from voice_coach.engine import Engine

OnBlock = Callable[[Engine], None]


def play(engine: Engine, output: Writer, on_block: OnBlock | None = None) -> None:
    """Play ``engine`` to its end on ``output``: a device that takes its time, or a file that does not.

    ``on_block`` is called after each block: for a display, for ears that listen to a file.
    """
    while not engine.finished:
        output.write(engine.render(BLOCK_FRAMES))
        if on_block is not None:
            on_block(engine)
