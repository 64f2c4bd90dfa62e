"""``voice-coach start`` until it is heard, for ``bench.start_up``: the command itself, an ear at its file.

Prints the processor seconds of this process, its start and imports included, and of all its children, at the
first sample that is not silent and at the first spoken word, as a JSON list, and ends there.
"""

from __future__ import annotations

import json
import os
import resource
import sys

from voice_coach.audio.clip import Samples
from voice_coach.audio.wav import WavWriter
from voice_coach.cli.main import run
from voice_coach.playing.engine import Engine


def cpu_seconds() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


class Ear:
    """Stands where the file is written, and notes what has been spent when it first hears something."""

    def __init__(self) -> None:
        self.heard: list[float] = []
        self._engine: Engine | None = None

    def listen(self) -> None:
        write, render = WavWriter.write, Engine.render

        def rendering(engine: Engine, frames: int) -> Samples:
            self._engine = engine
            return render(engine, frames)

        def writing(writer: WavWriter, samples: Samples) -> None:
            write(writer, samples)
            if not self.heard and samples.any():
                self.heard.append(cpu_seconds())
            assert self._engine is not None
            speaking = self._engine.session.state.speaking
            if self.heard and speaking is not None and speaking.start_frame < self._engine.position:
                self.heard.append(cpu_seconds())
                print(json.dumps(self.heard), flush=True)
                os._exit(0)

        Engine.render = rendering  # type: ignore[method-assign,assignment]
        WavWriter.write = writing  # type: ignore[method-assign,assignment]


if __name__ == "__main__":
    Ear().listen()
    sys.exit(run(["start", *sys.argv[1:]]))
