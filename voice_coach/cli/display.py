"""One calm line for whoever does look: area, side, what is going on, time left."""

from __future__ import annotations

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
}


class Display:
    """Shows the session on one line of a terminal, at most once a second of the sample clock."""

    def __init__(self, *, shown: bool | None = None) -> None:
        self._shown = sys.stderr.isatty() if shown is None else shown
        self._last = ""

    def __call__(self, engine: Engine) -> None:
        if self._shown and (line := describe(engine)) != self._last:
            self._last = line
            sys.stderr.write(f"\r\033[K{line[: shutil.get_terminal_size().columns - 1]}")
            sys.stderr.flush()

    def message(self, text: str) -> None:
        """A line of its own that stays; shown off a terminal too."""
        self.close()
        self._last = ""
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()

    def close(self) -> None:
        if self._shown:
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()


def describe(engine: Engine) -> str:
    """``calves, left · hold · 0:12``."""
    session = engine.session
    state, step = session.state, session.present_step
    doing = _OVERLAYS.get(state.overlay or "", "") or _DOING.get(state.phase, "")
    where = f"{step.script.area}, {step.side} · " if step is not None else ""
    clock = state.clock
    if clock.length is None:
        return f"{where}{doing}"
    left = max(0, clock.length - clock.elapsed(max(engine.position, session.now)))
    minutes, seconds = divmod(-(-left // SAMPLE_RATE), 60)
    return f"{where}{doing} · {minutes}:{seconds:02d}"
