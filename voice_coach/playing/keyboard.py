"""A thread that reads single keys as commands."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from voice_coach.session.commands import STIFF_AREAS, Command

KEYS = {
    "n": "next",
    "b": "back",
    "+": "longer",
    "=": "longer",
    "-": "shorter",
    "r": "repeat",
    "u": "undo",
    "?": "time_left",
    "w": "whats_next",
    "h": "how",
    "s": "switch",
    "e": "easier",
    "m": "music_off",
    "M": "music_on",
    "q": "stop",
    "y": "yes",
}
PAIN_KEYS = {
    "s": "sharp",
    "n": "numb",
    "t": "tingling",
    "o": "shooting",
    "h": "hot",
    "w": "swollen",
    "j": "strong",
    "?": "unsure",
}
"""Answers to "how does it hurt?"."""
AREA_KEYS = dict(zip("1234567", STIFF_AREAS, strict=True)) | {"0": "nothing", "n": "nothing"}
"""Answers to "what feels stiff today?"."""
TODAY_KEYS = {
    "n": "no",
    "w": "warmup",
    "r": "recovery",
    "m": "maintenance",
    "l": "long_run",
    "d": "desk_break",
}
"""Answers to the proposed session; a digit is five minutes."""
HELP = (
    "space pause, enter ready, n next, b back, + longer, - shorter, r repeat, u undo, s switch, e it hurts, "
    "? time left, w what's next, h how, "
    "m / M music off / on, q stop; to answer: y yes, n no, 0-9, l left, r right"
)
"""Every key, in one line."""

_ANSWER_KEYS = {
    "side": {"l": "left", "r": "right"},
    "pain": PAIN_KEYS,
    "areas": AREA_KEYS,
    "today": TODAY_KEYS,
    "confirm": {"n": "no"},
    "going_on": {"n": "no"},
}
StateName = Callable[[], str]


def command_for(key: str, state: str) -> Command | None:
    """In ``state``; answers go first. ``going_on``: asked whether to resume a cut-off session."""
    if key in {" ", "\r", "\n"}:
        space = key == " "
        means = {"paused": "resume", "setup": "pause" if space else "ready"}
        means["going_on"] = means["today"] = "pause" if space else "yes"
        return Command(means.get(state, "pause"))
    if state in {"rating", "today"} and key.isdecimal() and key.isascii():
        number = int(key) or 10
        return Command("rate", number) if state == "rating" else Command("minutes", 5 * number)
    if state in _ANSWER_KEYS and key in _ANSWER_KEYS[state]:
        return Command(_ANSWER_KEYS[state][key])
    name = KEYS.get(key)
    return Command(name) if name else None


@contextmanager
def listening_keys(
    on_command: Callable[[Command], None], state: StateName, on_unknown: Callable[[], None] = lambda: None
) -> Iterator[bool]:
    """Reads keys until the block is left; yields ``False`` without a terminal.

    ``on_unknown`` is called for a meaningless key.
    """
    if not has_terminal():
        yield False
        return
    over = threading.Event()
    with _single_keys() as read_key:
        thread = threading.Thread(
            target=_read, args=(read_key, over, on_command, state, on_unknown), daemon=True
        )
        thread.start()
        try:
            yield True
        finally:
            over.set()
            thread.join(1.0)


def has_terminal() -> bool:
    try:
        return sys.stdin is not None and sys.stdin.isatty()
    except ValueError:
        return False  # Standard input was closed.


def _read(
    read_key: Callable[[], str],
    over: threading.Event,
    on_command: Callable[[Command], None],
    state: StateName,
    on_unknown: Callable[[], None],
) -> None:
    while not over.is_set():
        key = _after_escape(read_key) if (key := read_key()) == "\x1b" else key
        if not key:
            continue
        command = command_for(key, state())
        if command is not None:
            on_command(command)
        elif key.isprintable():  # Not half of an arrow key.
            on_unknown()


def _after_escape(read_key: Callable[[], str]) -> str:
    """Nothing if the escape began an arrow's or function key's code."""
    key = read_key()
    if key not in {"[", "O"}:
        return key
    while (key := read_key()) and not (key.isalpha() or key == "~"):
        pass
    return ""


@contextmanager
def _single_keys() -> Iterator[Callable[[], str]]:
    """A function: the next key, or "" if none came in a moment."""
    if sys.platform == "win32":
        import msvcrt
        import time

        def read_windows() -> str:
            if msvcrt.kbhit():
                return msvcrt.getwch()
            time.sleep(_MOMENT_SECONDS)
            return ""

        yield read_windows
        return
    import os
    import select
    import termios
    import tty

    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)

    def read_posix() -> str:
        ready, _, _ = select.select([terminal], [], [], _MOMENT_SECONDS)
        return os.read(terminal, 1).decode("ascii", "ignore") if ready else ""

    try:
        tty.setcbreak(terminal)
        yield read_posix
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)


_MOMENT_SECONDS = 0.05
