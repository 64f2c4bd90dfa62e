"""``voice-coach history``: the sessions of the past."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from voice_coach.cli.options import cut_off_sessions, forget_cut_off, history
from voice_coach.cli.personal import belongings, runner_option
from voice_coach.errors import InputError
from voice_coach.records.belongings import Belongings
from voice_coach.records.past_session import PastSession

_LISTED = 20
_WEEKS_AS_TEXT = 6
_WEEKS_AS_PICTURE = 12


@click.group("history", invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--svg", metavar="FILE|-", help="Write a picture.")
@click.option("--html", metavar="FILE|-", help="Write a page for your browser.")
@click.option("--weeks", type=click.IntRange(1, 520), metavar="N", help="How many weeks to look at.")
@click.option("--all", "everything", is_flag=True, help=f"List every session, not the last {_LISTED}.")
@click.option("--clear", is_flag=True, help="Forget everything.")
@runner_option
@click.pass_context
def command(
    context: click.Context,
    as_json: bool,
    svg: str | None,
    html: str | None,
    weeks: int | None,
    everything: bool,
    clear: bool,
    runner: str | None,
) -> None:
    """Show past sessions, the latest last. They are kept on this machine alone."""
    if context.invoked_subcommand is not None:
        context.obj = runner
        if as_json or svg or html or weeks or everything or clear:
            raise InputError(
                f"history {context.invoked_subcommand} takes no option of history's.",
                hint=f"See: voice-coach history {context.invoked_subcommand} --help",
                code="bad-option",
            )
        return
    theirs = belongings(runner)
    if clear:
        history(theirs).clear()
        forget_cut_off(theirs)
        click.echo("The history is empty.")
        return
    if "-" in (svg, html) and (as_json or (svg, html) == ("-", "-")):
        raise InputError("Only one thing can go to standard output.", hint="Name a file.", code="bad-option")
    from voice_coach.listening.personal.runners import known_runners
    from voice_coach.looking_back.overview import overview_of
    from voice_coach.looking_back.page import page
    from voice_coach.looking_back.picture import picture
    from voice_coach.looking_back.table import as_text

    finished = history(theirs).sessions()
    waiting = cut_off_sessions(theirs)
    sessions = (*finished, *waiting)
    as_picture = overview_of(sessions, date.today(), weeks=weeks or _WEEKS_AS_PICTURE)
    if svg is not None:
        _write(svg, picture(as_picture).encode())
    if html is not None:
        _write(html, page(as_picture, sessions, theirs.name).encode())
    if as_json:
        click.echo(json.dumps([session.as_json() for session in sessions], ensure_ascii=False))
    elif svg is None and html is None:
        if not sessions:
            click.echo("No session yet. Start with: voice-coach start warmup")
            others = ", ".join(one.name for one in known_runners(theirs.home) if one.name != theirs.name)
            if others:
                click.echo(f"There are records of others: --runner NAME shows those of {others}.", err=True)
            return
        overview = overview_of(sessions, date.today(), weeks=weeks or _WEEKS_AS_TEXT)
        click.echo(as_text(overview, sessions if everything else sessions[-_LISTED:]), nl=False)
        if waiting:
            click.echo("The last one was cut off. Go on with it: voice-coach start --resume")


@command.command("export")
@click.option(
    "-o", "--output", default="-", metavar="FILE|-", help="Where to write; usually standard output."
)
@click.option("--fit", metavar="FILE|-", help="Write one session as a FIT file, for a training log.")
@click.option(
    "--session",
    "number",
    type=click.IntRange(1),
    metavar="N",
    help="With --fit: the one before the last is 2; usually 1, the last.",
)
@runner_option
@click.pass_context
def export(
    context: click.Context, output: str, fit: str | None, number: int | None, runner: str | None
) -> None:
    """Write all past sessions as JSON, one a line: for another computer, or the coach on your phone.

    With --fit one session as sports watches write theirs, with its pauses.
    """
    theirs = belongings(runner or context.obj)
    if fit is not None:
        from voice_coach.watch.fit_session import as_fit

        if output != "-":
            raise InputError("--fit has a file of its own.", hint="Leave out --output.", code="bad-option")
        _write(fit, as_fit(_session(number or 1, theirs)))
        return
    if number is not None:
        raise InputError("--session chooses what --fit writes.", hint="Add --fit FILE.", code="bad-option")
    from voice_coach.records.exchange import exported

    _write(output, exported(history(theirs).sessions()))


@command.command("import")
@click.argument("source", metavar="FILE|-")
@runner_option
@click.pass_context
def import_(context: click.Context, source: str, runner: str | None) -> None:
    """Take in the sessions of FILE, as export and phones write them. Those that are here already stay as they
    are."""
    from voice_coach.records.exchange import MOST_BYTES, imported

    if source == "-":
        data, name = sys.stdin.buffer.read(MOST_BYTES + 1), "Standard input"
    else:
        data, name = _read(Path(source), MOST_BYTES + 1), source
    theirs = belongings(runner or context.obj, may_be_new=True)
    sessions = [replace(one, runner=theirs.name) for one in imported(data, name)]
    theirs.make_folder()
    added = history(theirs).merge(sessions)
    known = len(sessions) - added
    here = f"; {known} {'was' if known == 1 else 'were'} here already" if known else ""
    click.echo(f"{added} {'session' if added == 1 else 'sessions'} taken in{here}.")


def _session(number: int, theirs: Belongings) -> PastSession:
    """The last but ``number - 1``. Raises InputError (``no-such-session``)."""
    sessions = history(theirs).recent(number)
    if len(sessions) < number:
        raise InputError(
            f"There is no session {number}: the history has {len(sessions)}.",
            hint="See: voice-coach history",
            code="no-such-session",
        )
    return sessions[-number]


def _write(target: str, data: bytes) -> None:
    if target == "-":
        click.echo(data, nl=False)
        return
    from voice_coach.audio.whole_file import write_whole

    write_whole(Path(target), data, private=True)
    click.echo(f"{target}: {len(data)} bytes.", err=True)


def _read(path: Path, most_bytes: int) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(most_bytes)
    except OSError as error:
        raise InputError(
            f"{path} can't be read: {error.strerror or error}.",
            hint="Name a file that voice-coach history export wrote.",
            code="no-such-file",
        ) from error
