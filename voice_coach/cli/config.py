"""``voice-coach config``: the runner's settings."""

from __future__ import annotations

import json

import click

from voice_coach.cli.options import settings


@click.command("config")
@click.argument("key", required=False)
@click.argument("value", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(key: str | None, value: str | None, as_json: bool) -> None:
    """Show the settings; with KEY and VALUE change one, with an empty VALUE forget it.

    An option of the same name on the command line wins over a setting.
    """
    from voice_coach.records.settings import KEYS

    kept = settings()
    if key == "run-days" and value:
        from voice_coach.programme.week import read_days, week_pattern

        week_pattern(read_days(value))
    if key is not None and value is not None:
        kept.set(key, value)
        click.echo(f"{key} is {value}." if value else f"{key} is forgotten.")
        return
    if key is not None:
        found = kept.get(key)
        if found is not None:
            click.echo(found)
        return
    values = kept.all()
    if as_json:
        click.echo(json.dumps(values, ensure_ascii=False))
        return
    for name, meaning in KEYS.items():
        click.echo(f"{name:12} {values.get(name, '-'):20} {meaning}")
    click.echo(f"Kept in {kept.path}.{f' {kept.problem}' if kept.problem else ''}")
