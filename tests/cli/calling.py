"""Calling the command line as its users do: in this process where that is enough, else as a child."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click
import pytest

from voice_coach.cli.main import COMMANDS, cli, run

PROGRAM = (sys.executable, "-c", "from voice_coach.cli.main import main; main()")
"""``voice-coach``, whether its script is installed or not."""

WRITTEN_COMMANDS = tuple(name for name in COMMANDS if find_spec(f"voice_coach.cli.{name}"))
"""The commands of the table that have a module."""

SHORT_ROUTINE = """\
format: 1
name: short
use: short
tools: [ball]
dose: least
switch_gap: 2 s
areas:
  - {area: calves, setup: 2 s, strokes: 1, stroke: 2 s, holds: 1, search: 2 s, hold: 12 s}
"""
SHORT_TEXTS = """\
format: 1
language: en
title: A short one
summary: One area.
opening: [Keep off bones and joints.]
closing: [Stretch your calves at a wall.]
"""


@dataclass(frozen=True)
class Outcome:
    """What a call came to."""

    code: int
    out: str
    err: str

    @property
    def sentence(self) -> str:
        """The one line that a failed call says on standard error, and nothing on standard output."""
        assert self.out == ""
        lines = self.err.strip().splitlines()
        assert len(lines) == 1, self.err
        assert "Traceback" not in self.err
        assert lines[0].startswith("voice-coach"), lines[0]
        return lines[0]


class Caller:
    """Calls in this process, output captured."""

    def __init__(self, capture: pytest.CaptureFixture[str]) -> None:
        self._capture = capture

    def __call__(self, *arguments: str | Path) -> Outcome:
        self._capture.readouterr()
        code = run([str(argument) for argument in arguments])
        captured = self._capture.readouterr()
        return Outcome(code, captured.out, captured.err)


def child(*arguments: str | Path, extra: Mapping[str, str] | None = None, **options: Any) -> Outcome:
    """The outcome of a call in a process of its own, its standard input closed at once."""
    done = subprocess.run(
        [*PROGRAM, *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env={**os.environ, **(extra or {})},
        encoding="utf-8",
        timeout=120,
        check=False,
        **options,
    )
    return Outcome(done.returncode, done.stdout, done.stderr)


def all_commands() -> dict[str, click.Command]:
    """Every command and subcommand that there is, by what a user types."""
    context = click.Context(cli)
    found: dict[str, click.Command] = {}
    for name in WRITTEN_COMMANDS:
        command = cli.get_command(context, name)
        assert command is not None
        found[name] = command
        if isinstance(command, click.Group):
            found |= {f"{name} {sub}": each for sub, each in command.commands.items()}
    return found
