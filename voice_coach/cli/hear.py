"""``voice-coach hear``: what the coach hears in recordings."""

from __future__ import annotations

import json
from pathlib import Path

import click

from voice_coach.cli.hearing_options import hearing_options, open_ears


@click.command("hear")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option(
    "--state", metavar="STATE", default="working", show_default=True, help="See: voice-coach commands."
)
@hearing_options
@click.option("--json", "as_json", is_flag=True, help="One JSON object a file.")
def command(
    files: tuple[Path, ...],
    state: str,
    recognizer: str | None,
    language: str | None,
    runner: str | None,
    as_json: bool,
) -> None:
    """Show which commands the coach hears in FILEs: sound of any kind, told by content and not by name."""
    from voice_coach.listening.hear_file import hear_file

    ears = open_ears(recognizer, language, state, runner)
    try:
        for file in files:
            heard = hear_file(file, state, ears.recogniser, ears.grammar, ears.adjust)
            if as_json:
                rows = [found.as_json() for found in heard]
                click.echo(json.dumps({"file": str(file), "commands": rows}, ensure_ascii=False))
                continue
            click.echo(f"{file}: {'no command' if not heard else ''}".rstrip())
            for found in heard:
                number = found.seconds if found.seconds is not None else found.value
                name = found.command if number is None else f"{found.command} {number}"
                where = f"{found.start_seconds:7.2f} s"
                click.echo(f"  {where}  {name:14} “{found.text}”  confidence {found.confidence:.2f}")
    finally:
        ears.recogniser.close()
