"""``voice-coach cues``: the coach's sounds and what they mean."""

from __future__ import annotations

import json
from pathlib import Path

import click


@click.command("cues")
@click.argument("names", nargs=-1)
@click.option("--language", metavar="CODE", default="en", show_default=True, help="Language of the meanings.")
@click.option("--play", is_flag=True, help="Play the named cues, or all of them.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="FILE.wav", help="Write them to a file."
)
@click.option("--json", "as_json", is_flag=True, help="Print name, meaning and seconds as JSON.")
def command(names: tuple[str, ...], language: str, play: bool, output: Path | None, as_json: bool) -> None:
    """List the coach's sounds and their meaning; play or write them."""
    from voice_coach.audio.cues import CueSheet
    from voice_coach.audio.sample_time import to_seconds

    if play and output is not None:
        raise click.UsageError("--play and --output exclude each other.")
    sheet = CueSheet.load()
    chosen = names or sheet.names
    rows = [
        {
            "name": name,
            "meaning": sheet.meaning(name, language),
            "seconds": round(to_seconds(sheet.clip(name).frames), 3),
        }
        for name in chosen
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
    else:
        for row in rows:
            click.echo(f"{row['name']:16} {row['seconds']:5.2f} s  {row['meaning']}")
    if play or output is not None:
        from voice_coach.cli.preview import play_or_write

        play_or_write([sheet.clip(name) for name in chosen], output)
