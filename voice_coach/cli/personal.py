"""``--runner``: whose records a command reads and writes, and whose voice it listens for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from voice_coach.cli.options import settings
from voice_coach.content import own_folder
from voice_coach.playing.personal import Personal, personal_hearing
from voice_coach.records.belongings import Belongings

Command = TypeVar("Command", bound=Callable[..., Any])


def runner_option(command: Command) -> Command:
    """``--runner``."""
    return click.option(
        "--runner",
        metavar="NAME",
        help="Who you are; 'nobody' for a guest. Usually the only runner enrolled.",
    )(command)


def open_personal(wanted: str | None, *, may_be_new: bool = False) -> Personal:
    """The hearing of the runner ``wanted``, else of the one in the settings, else of the only one enrolled.

    Raises InputError (`runner-name`; `no-such-runner` for one of whom nothing is kept, unless they
    ``may_be_new``).
    """
    name = wanted or settings().get("runner")
    return personal_hearing(name, own_folder(), may_be_new=may_be_new or wanted is None)


def belongings(wanted: str | None, *, may_be_new: bool = False) -> Belongings:
    """The records of the runner ``wanted``, else of the one in the settings, else of the only one enrolled,
    else no one's. Raises as ``open_personal``."""
    from voice_coach.listening.personal.runners import chosen_runner

    name = wanted or settings().get("runner")
    runner = chosen_runner(name, own_folder(), may_be_new=may_be_new or wanted is None)
    return Belongings(runner, own_folder())
