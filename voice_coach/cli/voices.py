"""``voice-coach voices``: which voices there are, and what one sounds like."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click


@click.command("voices")
@click.option("--language", metavar="CODE", default="en", show_default=True, help="Language to speak.")
@click.option("--all", "every", is_flag=True, help="Every voice of the system, not only its best.")
@click.option("--say", metavar="TEXT", help="Preview a voice with this text.")
@click.option("--voice", metavar="NAME", default="auto", show_default=True, help="The voice to preview.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="FILE.wav", help="Write the preview there."
)
@click.option("--json", "as_json", is_flag=True, help="Print the voices as JSON.")
def command(
    language: str, every: bool, say: str | None, voice: str, output: Path | None, as_json: bool
) -> None:
    """List the voices on this machine; with --say, hear one."""
    from voice_coach.speaking.choose import available_voices, open_voice

    if say is not None:
        from voice_coach.cli.preview import play_or_write
        from voice_coach.speaking.maker import PromptMaker

        with PromptMaker(open_voice(voice, language)) as prompts:
            clip = prompts.clip(say)
        play_or_write([clip], output)
        return
    if output is not None or voice != "auto":
        raise click.UsageError("--voice and --output need something to --say.")
    voices = available_voices(language, every_system_voice=every)
    chosen = open_voice("auto", language)
    default = chosen.info.name
    chosen.close()
    if as_json:
        click.echo(json.dumps([{**asdict(info), "default": info.name == default} for info in voices]))
        return
    for info in voices:
        click.echo(
            f"{'*' if info.name == default else ' '} {info.name:24} {info.language:8} {info.description}"
        )
    click.echo("* is what --voice auto takes.")
