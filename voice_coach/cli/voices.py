"""``voice-coach voices``: which voices there are, what one sounds like, and fetching natural ones."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from voice_coach.cli.options import folders, own_voices


@click.group("voices", invoke_without_command=True)
@click.option("--language", metavar="CODE", default="en", show_default=True, help="Language to speak.")
@click.option("--all", "every", is_flag=True, help="All the system's voices, not only the best.")
@click.option("--say", metavar="TEXT", help="Preview a voice with this text.")
@click.option("--voice", metavar="NAME", default="auto", show_default=True, help="The voice to preview.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="FILE.wav", help="Write the preview to a file."
)
@click.option("--json", "as_json", is_flag=True, help="Print the voices as JSON.")
@click.pass_context
def command(
    context: click.Context,
    language: str,
    every: bool,
    say: str | None,
    voice: str,
    output: Path | None,
    as_json: bool,
) -> None:
    """List the voices on this machine; with --say, hear one; with get, fetch a natural one.

    Voices you recorded are called pack:NAME (see: voice-coach voicepack), fetched ones hibari:NAME or
    piper:NAME.
    """
    if context.invoked_subcommand is not None:
        _refuse_options(context)
        return
    from voice_coach.speaking.choose import available_voices, open_voice

    own = own_voices()
    if say is not None:
        from voice_coach.cli.preview import play_or_write
        from voice_coach.routine.loader import load_pronunciations
        from voice_coach.speaking.maker import PromptMaker

        said = load_pronunciations(language, folders().routines)
        with PromptMaker(open_voice(voice, language, own, said)) as prompts:
            clip = prompts.clip(say)
        play_or_write([clip], output)
        return
    if output is not None or voice != "auto":
        raise click.UsageError("--voice and --output need something to --say.")
    voices = available_voices(language, every_system_voice=every, own=own)
    chosen = open_voice("auto", language, own)
    default = chosen.info.name
    chosen.close()
    if as_json:
        click.echo(json.dumps([{**asdict(info), "default": info.name == default} for info in voices]))
        return
    for info in voices:
        click.echo(
            f"{'*' if info.name == default else ' '} {info.name:24} {info.language:8} {info.description}"
        )
    click.echo("* is the voice of --voice auto. More natural ones: voice-coach voices get")


@command.command("get")
@click.argument("name", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def get_command(name: str | None, as_json: bool) -> None:
    """Fetch a natural voice by its NAME or language (en); without NAME, list those that can be fetched.

    What lies here already is checked, and fetched again if it is damaged. Piper's voices need a package that
    is installed apart: pip install piper-tts. Only this, models get, share and batch
    --scheduler use the network.
    """
    from voice_coach.cli.download_progress import DownloadProgress
    from voice_coach.speaking.catalogue import shipped_catalogue
    from voice_coach.speaking.fetched import FetchedVoices

    catalogue = shipped_catalogue()
    fetched = FetchedVoices(own_voices(), catalogue)
    if name is None:
        here = {entry.name for entry in catalogue.voices if fetched.is_here(entry)}
        if as_json:
            rows = [
                {
                    "name": entry.name,
                    "engine": entry.engine,
                    "title": entry.title,
                    "language": entry.language,
                    "bytes": entry.size_bytes,
                    "licence": entry.licence,
                    "here": entry.name in here,
                }
                for entry in catalogue.voices
            ]
            click.echo(json.dumps(rows, ensure_ascii=False))
            return
        for entry in catalogue.voices:
            click.echo(f"{'*' if entry.name in here else ' '} {entry.name:22} {entry.describe()}")
        click.echo("* is installed. Get another: voice-coach voices get NAME")
        return
    with DownloadProgress() as progress:
        voice = fetched.get(catalogue.voice(name), progress)
    if as_json:
        click.echo(json.dumps({"name": voice.entry.name, "voice": voice.name, "path": str(voice.network)}))
        return
    click.echo(f"{voice.entry.name} is ready: use it with --voice {voice.name}")
    if voice.remedy:
        click.echo(f"The engine {voice.entry.engine} isn't installed yet. {voice.remedy}")


def _refuse_options(context: click.Context) -> None:
    """Given before a subcommand, they'd be lost."""
    given = [
        parameter.opts[0]
        for parameter in context.command.params
        if context.get_parameter_source(parameter.name or "") is click.core.ParameterSource.COMMANDLINE
    ]
    if given:
        raise click.UsageError(f"{given[0]} doesn't work with {context.invoked_subcommand}.")
