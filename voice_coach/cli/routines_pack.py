"""``voice-coach routines pack`` and ``add``: a routine as one file, to be given away and taken in."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import click

from voice_coach.cli.options import folders
from voice_coach.errors import InputError
from voice_coach.routine.plan import Plan

_MOST_REMARKS = 3


@click.command("pack")
@click.argument("routine", metavar="NAME|FILE")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, allow_dash=True),
    metavar="FILE",
    help="Where to write it, - for standard output; usually NAME.vcr.yaml in the present folder.",
)
@click.option("--qr", is_flag=True, help="Show it as a QR code, if it's small enough; -o writes it as well.")
def pack_command(routine: str, output: Path | None, qr: bool) -> None:
    """Pack a routine into one file: its words, its exercises, and what else of yours it needs."""
    from voice_coach.audio.whole_file import write_whole
    from voice_coach.routine.pack import SUFFIX, pack_text
    from voice_coach.routine.packing import packed

    pack = packed(routine, folders().routines)
    text = pack_text(pack)
    if qr:
        _show_qr(text, pack.routine)
        if output is None:
            return
    if output == Path("-"):
        click.echo(text, nl=False)
        return
    target = output or Path(f"{pack.routine}{SUFFIX}")
    write_whole(target, text.encode())
    click.echo(f"{target}: {_count(len(pack.files), 'file')}, {len(text.encode()) / 1000:.1f} kB.")


@click.command("add")
@click.argument("file", metavar="FILE|-")
@click.option("--yes", is_flag=True, help="Add it without asking.")
def add_command(file: str, yes: bool) -> None:
    """Look into a packed routine, check it, and add it once you agree. - reads it from standard input."""
    from voice_coach.listening.command_phrases import command_phrases
    from voice_coach.routine.pack import read_pack
    from voice_coach.routine.packs import check_name, keep, kept, look_into

    home = folders().routines[0]
    origin = "The pack" if file == "-" else file
    pack = read_pack(_read(file), origin)
    if kept(pack, home) is not None:
        click.echo(f"{pack.routine} is there already, just as it is here.")
        return
    check_name(pack, home, folders().routines)
    looked = look_into(pack, origin, command_phrases)
    plan = looked.plans.get("en") or next(iter(looked.plans.values()))
    click.echo(_told(plan))
    if looked.own_exercises:
        click.echo(f"  its own exercises: {', '.join(looked.own_exercises)}")
    click.echo(f"  languages: {', '.join(looked.plans)}; {_count(len(pack.files), 'file')}")
    for remark in looked.remarks[:_MOST_REMARKS]:
        click.echo(f"  {_shown(remark)}")
    if not looked.same_coach:
        click.echo(
            "  It was made with another version of the coach, so it may sound a little different here."
        )
    if not yes:
        _ask(file)
    folder = keep(pack, home)
    click.echo(f"Added to {folder}. Try it: voice-coach start {pack.routine}")


def _told(plan: Plan) -> str:
    from voice_coach.session.ahead import session_seconds

    minutes, seconds = divmod(round(session_seconds(plan)), 60)
    areas = ", ".join(dict.fromkeys(step.area for step in plan.steps))
    clock = f"{minutes}:{seconds:02d}"
    return f"{plan.routine}: {_shown(plan.title)}\n  {areas}; about {clock} min, with {', '.join(plan.tools)}"


def _shown(text: str) -> str:
    """Without what moves a terminal's cursor."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)


def _ask(file: str) -> None:
    """Raises ``click.Abort`` for a no, ``InputError`` (``nobody-to-ask``)."""
    if file == "-" or not sys.stdin.isatty():
        raise InputError(
            "Nothing was added: no one can be asked.", hint="With --yes it's added.", code="nobody-to-ask"
        )
    click.confirm("Add it?", abort=True)


def _read(file: str) -> str:
    """Raises ``InputError`` (``pack``)."""
    from voice_coach.routine.pack import refused
    from voice_coach.routine.yaml_source import MAXIMUM_BYTES

    origin = "The pack" if file == "-" else file
    try:
        if file == "-":
            data = sys.stdin.buffer.read(MAXIMUM_BYTES + 1)
        else:
            if not Path(file).is_file():
                raise InputError(f"There is no file {file}.", hint="Name a packed routine.", code="pack")
            with Path(file).open("rb") as opened:
                data = opened.read(MAXIMUM_BYTES + 1)
    except OSError as error:
        raise InputError(f"{origin} can't be read: {error.strerror}.", code="pack") from error
    if len(data) > MAXIMUM_BYTES:
        raise refused(origin, "is larger than 1 MB")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise refused(origin, "isn't UTF-8 text") from error


def _show_qr(text: str, name: str) -> None:
    """Raises ``InputError`` (``qr-code``) without a wide enough terminal."""
    from voice_coach.cli.qr_code import qr_width, show_qr_code
    from voice_coach.routine.pack import compact

    code = compact(text)
    width, columns = qr_width(code), shutil.get_terminal_size().columns
    hint = "Write it to a file with -o."
    if width is None:
        raise InputError(f"{name} is too large for a QR code.", hint=hint, code="qr-code")
    if sys.stdout.isatty() and width > columns:
        raise InputError(
            f"The QR code of {name} is {width} columns wide, and the terminal {columns}.",
            hint=hint,
            code="qr-code",
        )
    if not show_qr_code(code):
        raise InputError("A QR code needs a terminal with block characters.", hint=hint, code="qr-code")


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
