"""``voice-coach forget``: all that is kept of a runner is removed."""

from __future__ import annotations

import sys

import click

from voice_coach.cli.options import settings
from voice_coach.content import own_folder
from voice_coach.errors import InputError


@click.command("forget")
@click.argument("name")
@click.option("--yes", is_flag=True, help="Remove it without asking.")
def command(name: str, yes: bool) -> None:
    """Remove all that is kept of the runner NAME, for good: sessions, one that was cut off, recordings and
    profile of their voice, answers to the safety questions. NAME is "nobody" for sessions without a name."""
    from voice_coach.listening.personal.runners import NOBODY, known_runners, runner_named
    from voice_coach.records.belongings import Belongings

    home = own_folder()
    runner = None if name.strip().casefold() == NOBODY else runner_named(name, home)
    theirs = Belongings(runner, home)
    told = theirs.told()
    if not told:
        known = ", ".join(one.name for one in known_runners(home))
        raise InputError(
            f"Nothing is kept of {name!r}.",
            hint=f"Known runners are {known}." if known else "No runner is known.",
            code="no-such-runner",
        )
    if theirs.at_work():
        raise InputError(
            f"A session of {name!r} is running.", hint="End it, then ask again.", code="session-running"
        )
    if not yes and not _agreed(f"{theirs.name or NOBODY}: {told}."):
        click.echo("Nothing was removed.")
        return
    theirs.remove()
    kept = settings()
    if runner is not None and kept.get("runner") == runner.name:
        kept.set("runner", "")
    click.echo(f"Nothing is kept of {theirs.name or NOBODY} any more.")


def _agreed(told: str) -> bool:
    """Raises InputError (`no-terminal`) if no one can answer."""
    if not sys.stdin.isatty():
        raise InputError(
            "No one is here to be asked whether it may be removed.",
            hint="Say so with --yes.",
            code="no-terminal",
        )
    click.echo(told)
    return click.confirm("Remove all of it, for good?", default=False)
