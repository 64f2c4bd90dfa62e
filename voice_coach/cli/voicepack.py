"""``voice-coach voicepack``: a voice of your own, from recordings."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from voice_coach.cli.options import default_language, folders, own_voices, split_list
from voice_coach.errors import InputError

if TYPE_CHECKING:
    from voice_coach.speaking.recorded.build import Report
    from voice_coach.speaking.recorded.script_file import ScriptLine

_LEVELS = ("all", "first", "usual", "quiet")


@click.group("voicepack")
def command() -> None:
    """Record a coach's voice: a list of what to say, and a voice made of the recordings."""


@command.command("script")
@click.argument("routines", metavar="ROUTINE...", nargs=-1, required=True)
@click.option(
    "--level",
    type=click.Choice(_LEVELS),
    default="all",
    show_default=True,
    help="Only what's said at this level; a runner may change levels during a session.",
)
@click.option("--language", metavar="CODE", help="Language of the voice: en, es; usually the system's.")
@click.option("--tools", metavar="LIST", help="Tools that runners have, best first: roller,ball,stick,gun.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Folder to write to.",
)
@click.option("--replace", is_flag=True, help="Replace an existing script.")
@click.option("--json", "as_json", is_flag=True, help="Print the paths and the lines to record as JSON.")
def script_command(
    routines: tuple[str, ...],
    level: str,
    language: str | None,
    tools: str | None,
    output: Path | None,
    replace: bool,
    as_json: bool,
) -> None:
    """Write every line that ROUTINE speaks as script.csv, and as a sheet to read from, script.md.

    Several routines make one script, in which each line stands once. The same words have the same id in every
    script, so recordings serve again. Put the recordings into the same folder, then: voicepack build DIR.
    """
    from voice_coach.speaking.recorded.script_file import SCRIPT, once_each, script_csv
    from voice_coach.speaking.recorded.sheet import SHEET, sheet

    chosen = language or default_language()
    wanted_tools = None if tools is None else split_list(tools, "--tools")
    lines = once_each(
        line for routine in routines for line in _lines_of(routine, level, chosen, wanted_tools)
    )
    folder = output or Path(f"{Path(routines[0]).stem}-voice")
    title = "Lines to record: " + ", ".join(Path(routine).stem for routine in routines)
    table = script_csv(lines)
    _check_replaces(folder / SCRIPT, table, replace=replace)
    _write(folder / SCRIPT, table)
    _write(folder / SHEET, sheet(title, chosen, lines).encode())
    seconds = sum(line.seconds for line in lines)
    if as_json:
        about = {"script": str(folder / SCRIPT), "sheet": str(folder / SHEET), "language": chosen}
        click.echo(json.dumps({**about, "lines": len(lines), "seconds": round(seconds, 1)}))
        return
    click.echo(f"{folder / SHEET}: {len(lines)} lines, about {seconds / 60:.0f} minutes of speech.")
    click.echo(f"Record them into {folder}, then run: voice-coach voicepack build {folder}")


@command.command("build")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    metavar="NAME|PATH",
    help="A name among your voices, or a path (with a / in it); usually the name of DIR.",
)
@click.option("--name", metavar="NAME", help="The pack's own name; usually the last part of its path.")
@click.option(
    "--fallback",
    metavar="VOICE",
    default="espeak",
    show_default=True,
    help="The voice for lines that aren't recorded.",
)
@click.option(
    "--licence", metavar="TEXT", default="", help="Who recorded it and who may use it; kept in the pack."
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def build_command(
    folder: Path, output: str | None, name: str | None, fallback: str, licence: str, as_json: bool
) -> None:
    """Make a voice of the recordings in DIR, where script.csv says what they are.

    Any format will do. Each recording is checked, trimmed and brought to the coach's level. What is missing
    or cannot be used is said by the other voice. Exit code 2 only where not one recording can be used.
    """
    from voice_coach.cli.progress import session_progress
    from voice_coach.speaking.choose import open_voice
    from voice_coach.speaking.recorded.build import PackDetails, build_pack
    from voice_coach.speaking.recorded.script_file import SCRIPT, language_of, read_script

    target, voice_name = _target(folder, output)
    details = PackDetails(
        _checked_name(name or target.name, "--name"), licence.strip(), _checked_fallback(fallback)
    )
    open_voice(fallback, language_of(read_script(folder / SCRIPT)), own_voices()).close()
    with session_progress(f"Listening to {folder}", quiet=as_json) as progress:
        report = build_pack(folder, target, details, progress)
    if as_json:
        click.echo(json.dumps(_as_json(report, voice_name), ensure_ascii=False))
    else:
        _print(report, voice_name)


def _lines_of(routine: str, level: str, language: str, tools: tuple[str, ...] | None) -> list[ScriptLine]:
    from voice_coach.listening.phrase_file import load_grammar
    from voice_coach.playing.assemble import Choices, plan_for
    from voice_coach.playing.spoken_lines import ALL_LEVELS, spoken_lines
    from voice_coach.routine.estimate import sentence_seconds
    from voice_coach.routine.loader import find_routine
    from voice_coach.speaking.recorded.script_file import script_line

    plan = plan_for(Choices(routine, language=language, tools=tools), folders())
    _, library = find_routine(routine, language, folders().routines)
    levels = [each for each in ALL_LEVELS if level in ("all", each)]
    numbers = sorted({phrase.seconds for phrase in load_grammar(language).phrases if phrase.seconds})
    return [
        script_line(line.text, language, line.where, sentence_seconds(line.text, language))
        for line in spoken_lines(plan, library, levels, numbers)
    ]


def _check_replaces(path: Path, content: bytes, *, replace: bool) -> None:
    if path.exists() and not replace and path.read_bytes() != content:
        raise InputError(
            f"{path} exists and differs.",
            hint="--replace overwrites it, including names in its column file; recordings keep their ids.",
            code="script-exists",
        )


def _write(path: Path, content: bytes) -> None:
    from voice_coach.audio.partial_file import cannot_write
    from voice_coach.audio.whole_file import write_whole

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(path.parent, error) from error
    write_whole(path, content)


def _target(folder: Path, output: str | None) -> tuple[Path, str]:
    """Where the pack goes, and its name for ``--voice``."""
    from voice_coach.speaking.recorded.pack_folder import names_a_pack

    if output is not None and names_a_pack(output) and not output.startswith("pack:"):
        return Path(output).expanduser(), output
    own = _checked_name((output or folder.resolve().name).removeprefix("pack:"), "-o")
    return own_voices().packs / own, f"pack:{own}"


def _checked_name(name: str, option: str) -> str:
    from voice_coach.speaking.recorded.pack import is_pack_name

    if not is_pack_name(name):
        raise InputError(
            f"A voice pack can't be called {name!r}.",
            hint=f"Use up to 64 letters, digits, dots, dashes and underscores, such as {option} ana.",
            code="bad-option",
        )
    return name


def _checked_fallback(fallback: str) -> str:
    from voice_coach.speaking.recorded.pack import is_fallback

    if not is_fallback(fallback):
        raise InputError(
            f"{fallback!r} can't speak what isn't recorded.",
            hint="Choose a synthetic voice; see: voice-coach voices.",
            code="bad-option",
        )
    return fallback


def _print(report: Report, voice_name: str) -> None:
    missing = [problem for problem in report.problems if problem.kind == "missing"]
    for problem in report.problems:
        if problem.kind != "missing":
            end = "" if problem.used else " Not used."
            click.echo(f"{problem.file}: {problem.what} {problem.do}{end}")
            click.echo(f"  {problem.id}: {problem.text}")
    for path in report.unused:
        click.echo(f"{path}: belongs to no line of the script. Not used.")
    for problem in missing[:10]:
        click.echo(f"Missing: {problem.id}: {problem.text}")
    if len(missing) > 10:
        click.echo(f"Missing: {len(missing) - 10} more; --json lists them all.")
    click.echo(
        f"{report.folder}: {report.recorded} of {report.lines} lines recorded, the rest by "
        f"{report.pack.fallback}. Use it with --voice {voice_name}"
    )


def _as_json(report: Report, voice_name: str) -> dict[str, Any]:
    return {
        "path": str(report.folder),
        "voice": voice_name,
        "name": report.pack.name,
        "language": report.pack.language,
        "fallback": report.pack.fallback,
        "lines": report.lines,
        "recorded": report.recorded,
        "problems": [
            {**vars(problem), "file": None if problem.file is None else str(problem.file)}
            for problem in report.problems
        ],
        "unused": [str(path) for path in report.unused],
    }
