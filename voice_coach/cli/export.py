"""``voice-coach export``: a session as a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from voice_coach.cli.options import folders, read_choices, session_options, split_list, tell_of_damage
from voice_coach.cli.progress import is_shown, session_progress
from voice_coach.errors import InputError

if TYPE_CHECKING:
    from voice_coach.media.file_form import FileForm
    from voice_coach.playing.export import ExportResult


@click.command("export")
@session_options
@click.argument("more", nargs=-1, metavar="[ROUTINE]...")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Output file; with --split, the folder.",
)
@click.option(
    "--format",
    "format_name",
    metavar="NAME",
    help="mp3, m4b, opus, flac or wav; by default FILE's ending, otherwise mp3.",
)
@click.option("--bitrate", type=int, metavar="KBPS", help="Kilobits a second; mp3 and m4b 64, opus 32.")
@click.option("--stereo", is_flag=True, help="Two equal channels, 3 dB louder, for players.")
@click.option("--beside", metavar="LIST", help="Also write lrc,srt,vtt,txt (text), cue,m3u8 (chapters).")
@click.option("--split", is_flag=True, help="One file a chapter, in a folder.")
@click.option(
    "--web",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Write the live coach as a page for a phone's browser instead. Several ROUTINEs make one page.",
)
@click.option(
    "--json", "as_json", is_flag=True, help="Print path, duration_seconds, bytes, steps and more as JSON."
)
def command(
    output: Path | None,
    format_name: str | None,
    bitrate: int | None,
    stereo: bool,
    beside: str | None,
    split: bool,
    web: Path | None,
    more: tuple[str, ...],
    as_json: bool,
    **options: Any,
) -> None:
    """Write the guided ROUTINE as a file: what the phone plays is what a live session sounds like.

    It has chapters, a cover, its text with times, and the loudness of a podcast.
    """
    if web is not None:
        from voice_coach.cli.export_web import export_web

        given = {"-o": output, "--format": format_name, "--bitrate": bitrate, "--stereo": stereo}
        given |= {"--beside": beside, "--split": split}
        export_web(web, more, options, given, as_json=as_json)
        return
    if more:
        raise InputError(
            f"A file holds one session, and {', '.join((str(options['routine']), *more))} are named.",
            hint="Name one, or write a page for a phone with --web DIR.",
            code="bad-option",
        )
    from voice_coach.playing.export import Packaging, default_target, export_session

    form = _form(output, format_name, bitrate, stereo=stereo, split=split)
    packaging = Packaging(form, () if beside is None else split_list(beside, "--beside"), split)
    choices = read_choices(**options)
    tell_of_damage([(choices.voice, choices.language)])
    target = output or default_target(choices.routine, form, split=split)
    with session_progress(f"Writing {target}", quiet=as_json) as progress:
        shown = progress if is_shown(quiet=as_json) else None
        result = export_session(choices, folders(), target, packaging, progress=shown)
    for note in result.notes:
        click.echo(note, err=True)
    click.echo(_as_json(result) if as_json else _in_words(result))


def _form(
    output: Path | None, name: str | None, bitrate: int | None, *, stereo: bool, split: bool
) -> FileForm:
    """Without a format, the file's ending decides."""
    from voice_coach.media.file_form import FORMATS, FileForm

    ending = "" if output is None or split else output.suffix.lower().removeprefix(".")
    if output is not None and not split and ending not in FORMATS:
        formats = ", ".join(f".{known}" for known in FORMATS)
        raise InputError(
            f"{output} doesn't end in .{name or 'mp3'}.", hint=f"It can end in {formats}.", code="bad-option"
        )
    if name and ending and name.lower() != ending:
        raise InputError(
            f"--format {name} doesn't match {output}, which ends in .{ending}.",
            hint="Leave out one of the two.",
            code="bad-option",
        )
    return FileForm((name or ending or "mp3").lower(), bitrate, stereo)


def _as_json(result: ExportResult) -> str:
    chapters = result.contents.chapters if result.contents else ()
    return json.dumps(
        {
            "path": str(result.path),
            "duration_seconds": round(result.duration_seconds, 3),
            "bytes": result.bytes,
            "steps": result.steps,
            "files": [str(file) for file in result.files],
            "chapters": [
                {
                    "title": each.title,
                    "start": round(each.start_seconds, 3),
                    "end": round(each.end_seconds, 3),
                }
                for each in chapters
            ],
        },
        ensure_ascii=False,
    )


def _in_words(result: ExportResult) -> str:
    minutes, seconds = divmod(round(result.duration_seconds), 60)
    files = "" if len(result.files) == 1 else f", {len(result.files)} files"
    length = f"{minutes}:{seconds:02d} min, {result.bytes / 1e6:.1f} MB"
    return f"{result.path}: {length}, {result.steps} steps{files}."
