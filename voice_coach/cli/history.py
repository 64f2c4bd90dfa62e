"""``voice-coach history``: the sessions of the past."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from voice_coach.cli.options import history


@click.command("history")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--clear", is_flag=True, help="Forget everything.")
def command(as_json: bool, clear: bool) -> None:
    """Show past sessions, the latest last. They are kept on this machine alone."""
    if clear:
        history().clear()
        click.echo("The history is empty.")
        return
    sessions = history().sessions()
    if as_json:
        click.echo(json.dumps([asdict(session) for session in sessions], ensure_ascii=False))
        return
    if not sessions:
        click.echo("No session yet. Begin with: voice-coach start warmup")
    for past in sessions:
        rating = f", {past.rating} of 10" if past.rating is not None else ""
        side = f", {past.tighter_side} tighter" if past.tighter_side else ""
        end = "" if past.completed else ", ended early"
        click.echo(
            f"{past.when[:16].replace('T', ' ')}  {past.routine}, {past.minutes:g} min: "
            f"{', '.join(past.areas) or 'no area'}{rating}{side}{end}"
        )
