"""A running session as one calm status line."""

from __future__ import annotations

import os
import shutil
import sys

from voice_coach.audio.sample_time import SAMPLE_RATE
from voice_coach.playing.engine import Engine

_DOING = {
    "opening": "welcome",
    "position": "get into position",
    "gap": "get into position",
    "sweep": "roll slowly",
    "search": "find the tender spot",
    "hold": "hold",
    "closing": "well done",
    "rating": "how tight, 1 to 10?",
    "side": "which side?",
    "goodbye": "goodbye",
}
_OVERLAYS = {
    "paused": "paused",
    "confirm": "end the session? y / n",
    "side": "left or right? l / r",
    "pain": "how does it hurt? s sharp, n numb, t tingling, o shooting, h hot, w swollen, j just strong",
    "reentry": "get back on, gently",
    "position": "get back into position",
}


class Display:
    """One terminal line, at most once a second of the sample clock.

    ``plain``, for screen readers and no terminal: a line a part, without a clock, and one on ``request``.
    """

    def __init__(self, *, plain: bool | None = None) -> None:
        """``None``: plain unless on a terminal that can move its cursor."""
        ticks = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
        self._plain = not ticks if plain is None else plain
        self._last = ""
        self._requested = False

    def __call__(self, engine: Engine) -> None:
        if self._plain:
            line = describe(engine, with_clock=False)
            if line != self._last or self._requested:
                self._last, self._requested = line, False
                self._write(f"{line}\n")
        elif (line := describe(engine)) != self._last:
            self._last = line
            self._write(f"\r\033[K{line[: shutil.get_terminal_size().columns - 1]}")

    def request(self) -> None:
        """Show it once more. Thread-safe."""
        self._requested = True

    def message(self, text: str) -> None:
        """Print a line that stays."""
        self.close()
        self._last = ""
        self._write(f"{text}\n")

    def close(self) -> None:
        if not self._plain:
            self._write("\r\033[K")

    def _write(self, text: str) -> None:
        sys.stderr.write(text)
        sys.stderr.flush()


def describe(engine: Engine, *, with_clock: bool = True) -> str:
    """``calves, left · hold · 0:12``; without clock ``calves, left · hold``."""
    session = engine.session
    state, step = session.state, session.present_step
    overlay = "position" if state.taken_up_seconds and state.overlay == "reentry" else state.overlay or ""
    doing = _OVERLAYS.get(overlay, "") or _DOING.get(state.phase, "")
    where = f"{step.script.area}, {step.side} · " if step is not None else ""
    clock = state.clock
    if clock.length is None or not with_clock:
        return f"{where}{doing}"
    left = max(0, clock.length - clock.elapsed(max(engine.position, session.now)))
    minutes, seconds = divmod(-(-left // SAMPLE_RATE), 60)
    return f"{where}{doing} · {minutes}:{seconds:02d}"
