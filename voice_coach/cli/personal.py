"""``--runner``: whose voice a command listens for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from voice_coach.cli.options import settings
from voice_coach.content import own_folder
from voice_coach.playing.personal import Personal, personal_hearing

Command = TypeVar("Command", bound=Callable[..., Any])


def runner_option(command: Command) -> Command:
    """``--runner``."""
    return click.option(
        "--runner",
        metavar="NAME",
        help="Whose voice, of those enrolled; nobody for no one's. Usually the only one.",
    )(command)


def open_personal(wanted: str | None) -> Personal:
    """The hearing of the runner ``wanted``, else of the one in the settings, else of the only one enrolled.

    Raises InputError (`runner-name`, `no-such-runner`).
    """
    return personal_hearing(wanted or settings().get("runner"), own_folder())
