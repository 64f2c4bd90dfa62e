"""``voice-coach export``: a session as a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from voice_coach.cli.options import folders, read_choices, session_options
from voice_coach.cli.progress import is_shown, session_progress
from voice_coach.errors import InputError


@click.command("export")
@session_options
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="FILE.mp3", help="Where to write it."
)
@click.option(
    "--json", "as_json", is_flag=True, help="Print path, duration_seconds, bytes and steps as JSON."
)
def command(output: Path | None, as_json: bool, **options: Any) -> None:
    """Write the guided ROUTINE as an MP3: what the phone plays is what a live session sounds like."""
    from voice_coach.export import default_target, export_mp3

    choices = read_choices(**options)
    target = output or default_target(choices.routine)
    if target.suffix.lower() != ".mp3":
        raise InputError(f"{target} does not end in .mp3, which is what is written.", code="bad-option")
    with session_progress(f"Writing {target}", quiet=as_json) as progress:
        result = export_mp3(choices, folders(), target, progress if is_shown(quiet=as_json) else None)
    for note in result.notes:
        click.echo(note, err=True)
    if as_json:
        click.echo(
            json.dumps(
                {
                    "path": str(result.path),
                    "duration_seconds": round(result.duration_seconds, 3),
                    "bytes": result.bytes,
                    "steps": result.steps,
                }
            )
        )
    else:
        minutes, seconds = divmod(round(result.duration_seconds), 60)
        click.echo(
            f"{result.path}: {minutes}:{seconds:02d} min, {result.bytes / 1e6:.1f} MB, {result.steps} steps."
        )
