"""Keys: what they mean in each state, read from a real terminal, which is left as it was found."""

from __future__ import annotations

import os
import queue
import re
import sys
from collections.abc import Iterator

import pytest

from voice_coach.cli.start import command as start
from voice_coach.playing.keyboard import HELP, KEYS, command_for, listening_keys
from voice_coach.session.commands import COMMAND_NAMES, Command
from voice_coach.session.table import TABLE

PATIENCE_SECONDS = 10.0


@pytest.mark.parametrize(
    ("key", "state", "command"),
    [
        (" ", "working", Command("pause")),
        (" ", "setup", Command("pause")),
        (" ", "paused", Command("resume")),
        ("\n", "setup", Command("ready")),
        ("\n", "paused", Command("resume")),
        ("n", "working", Command("next")),
        ("n", "confirm", Command("no")),
        ("y", "confirm", Command("yes")),
        ("q", "working", Command("stop")),
        ("?", "working", Command("time_left")),
        ("7", "rating", Command("rate", 7)),
        ("0", "rating", Command("rate", 10)),
        ("7", "working", None),
        ("l", "side", Command("left")),
        ("r", "side", Command("right")),
        ("r", "working", Command("repeat")),
        ("Z", "working", None),
        ("²", "rating", None),
    ],
)
def test_a_key_by_state(key: str, state: str, command: Command | None) -> None:
    assert command_for(key, state) == command


@pytest.mark.parametrize(
    ("state", "keys"),
    [
        ("working", "n next, b back, + longer, = longer, - shorter, r repeat, u undo, ? time_left, "
         "w whats_next, h how, s switch, e easier, m music_off, M music_on, q stop, y yes"),
        ("pain", "s sharp, n numb, t tingling, o shooting, h hot, w swollen, j strong, ? unsure, q stop"),
        ("areas", "1 glutes, 2 quads, 3 it_band, 4 hamstrings, 5 calves, 6 shins, 7 feet, 0 nothing, "
         "n nothing"),
        ("today", "n no, w warmup, r recovery, m maintenance, l long_run, d desk_break, y yes"),
        ("side", "l left, r right, q stop"),
        ("confirm", "n no, y yes"),
        ("going_on", "n no, y yes"),
    ],
)  # fmt: skip
def test_every_key_of_a_state(state: str, keys: str) -> None:
    wanted = dict(key.split(" ") for key in keys.split(", "))
    assert {key: getattr(command_for(key, state), "name", None) for key in wanted} == wanted


@pytest.mark.parametrize("state", ["today", "going_on"])
def test_enter_agrees_and_space_waits(state: str) -> None:
    assert command_for("\r", state) == Command("yes")
    assert command_for(" ", state) == Command("pause")
    assert command_for("3", "today") == Command("minutes", 15)
    assert command_for("0", "today") == Command("minutes", 50)


def test_every_key_is_a_command_that_makes_sense_somewhere() -> None:
    for name in KEYS.values():
        assert name in COMMAND_NAMES
        assert any(name in makes_sense for makes_sense in TABLE.values())


def test_the_help_line_names_the_keys_of_the_contract() -> None:
    for key in ("space pause", "n next", "b back", "+ longer", "- shorter", "r repeat", "u undo", "q stop"):
        assert key in HELP
    assert "? time left" in HELP


def test_the_help_line_and_the_help_page_leave_no_key_out() -> None:
    page = " ".join((start.help or "").split())
    for key in KEYS:
        if key != "=":  # "+" without the shift key
            assert re.search(rf"(?<!\w){re.escape(key)}(?!\w)", HELP), key
            assert re.search(rf"(?<!\w){re.escape(key)}(?!\w)", page), key
    for word in ("space", "enter"):
        assert word in HELP
        assert word in page


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[int, int]]:
    """A pseudo terminal as standard input: the far end, where keys are pressed, and the near end."""
    if sys.platform == "win32":
        pytest.skip("terminals of POSIX")
    far, near = os.openpty()
    with os.fdopen(near, encoding="utf-8", closefd=False) as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        yield far, near
    os.close(far)
    os.close(near)


def test_keys_of_a_terminal_become_commands(terminal: tuple[int, int]) -> None:
    import termios

    far, near = terminal
    before = termios.tcgetattr(near)
    heard: queue.Queue[Command] = queue.Queue()
    with listening_keys(heard.put, lambda: "working") as listening:
        assert listening
        assert not termios.tcgetattr(near)[3] & termios.ECHO
        os.write(far, b"n \xc3\xa9\x1b+q")  # An e with an accent and the escape key mean nothing.
        names = [heard.get(timeout=PATIENCE_SECONDS).name for _ in range(4)]
    assert names == ["next", "pause", "longer", "stop"]
    assert termios.tcgetattr(near) == before


def test_keys_that_mean_nothing_are_told_and_arrow_keys_are_not(terminal: tuple[int, int]) -> None:
    far, _ = terminal
    heard: queue.Queue[str] = queue.Queue()
    with listening_keys(lambda command: heard.put(command.name), lambda: "working", lambda: heard.put("?")):
        os.write(far, b"Z\x1b[A\x1bOP\x1b[3~xq")
        assert [heard.get(timeout=PATIENCE_SECONDS) for _ in range(3)] == ["?", "?", "stop"]


def test_the_terminal_is_restored_after_an_error(terminal: tuple[int, int]) -> None:
    import termios

    _, near = terminal
    before = termios.tcgetattr(near)
    with pytest.raises(KeyboardInterrupt), listening_keys(lambda command: None, lambda: "working"):
        raise KeyboardInterrupt
    assert termios.tcgetattr(near) == before


@pytest.mark.parametrize("closed", [True, False])
def test_without_a_terminal_nothing_is_read(monkeypatch: pytest.MonkeyPatch, closed: bool) -> None:
    with open(os.devnull, encoding="utf-8") as stdin:  # noqa: PTH123
        monkeypatch.setattr(sys, "stdin", stdin)
        if closed:
            stdin.close()
        with listening_keys(lambda command: None, lambda: "working") as listening:
            assert not listening


def test_without_standard_input_nothing_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    with listening_keys(lambda command: None, lambda: "working") as listening:
        assert not listening
