"""Scripts of timed commands: read in order of time, every mistake in one sentence with its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.errors import InputError
from voice_coach.playing.script import TimedCommand, read_script
from voice_coach.session.commands import Command


def script(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "commands.txt"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_commands_come_in_order_of_time(tmp_path: Path) -> None:
    path = script(tmp_path, "# a comment\n80 longer 20\n\n12.5 pause\n  90 rate 7\n")
    assert read_script(path) == (
        TimedCommand(12.5, Command("pause")),
        TimedCommand(80.0, Command("longer", 20)),
        TimedCommand(90.0, Command("rate", 7)),
    )


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("soon pause", "'soon' isn't a time from 0 to 86400 seconds"),
        ("-1 pause", "'-1' isn't a time from 0 to 86400 seconds"),
        ("nan pause", "'nan' isn't a time from 0 to 86400 seconds"),
        ("5 jump", "'jump' isn't a command"),
        ("5", "'' isn't a command"),
        ("5 rate", "rate takes one whole number from 1 to 10"),
        ("5 rate 11", "rate takes one whole number from 1 to 10"),
        ("5 longer much", "longer takes one whole number from 1 to 600"),
        ("5 pause 3", "pause takes no number"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, line: str, problem: str) -> None:
    path = script(tmp_path, f"1 pause\n{line}\n")
    with pytest.raises(InputError) as caught:
        read_script(path)
    assert caught.value.message == f"{path}:2: {problem}."


def test_what_is_not_a_script_is_refused(tmp_path: Path) -> None:
    for content in (b"\xff\xfe\x00", b"1 pause\n" * 200_000):
        with pytest.raises(InputError):
            read_script(script(tmp_path, content))
    with pytest.raises(InputError):
        read_script(tmp_path / "missing.txt")


@given(st.text(max_size=60))
def test_any_text_is_read_or_explained(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = script(tmp_path_factory.mktemp("fuzz"), text.encode("utf-8", "surrogatepass"))
    try:
        assert all(isinstance(entry, TimedCommand) for entry in read_script(path))
    except InputError as error:
        assert str(path) in error.message
