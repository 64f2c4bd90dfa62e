"""``voice-coach start``: a session, live and by voice."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Any

import click

from voice_coach.cli.options import folders, read_choices, session_options


@click.command("start")
@session_options
@click.option("--speaker", metavar="DEVICE|FILE.wav", help="Where it is played; see: voice-coach devices.")
@click.option(
    "--journal", type=click.Path(path_type=Path), metavar="FILE.jsonl", help="Write down what happened."
)
def command(speaker: str | None, journal: Path | None, **options: Any) -> None:
    """Be guided through ROUTINE, live.

    Keys: space pause, n next, b back, + longer, - shorter, r repeat, u undo, ? time left, q stop.
    """
    from voice_coach.journal import FileJournal, NoJournal

    choices = read_choices(**options)
    with ExitStack() as stack:
        writes = NoJournal() if journal is None else stack.enter_context(FileJournal(journal))
        if speaker is not None and speaker.lower().endswith(".wav"):
            from voice_coach.cli.start_on_files import start_on_files

            start_on_files(choices, folders(), Path(speaker), writes)
        else:
            from voice_coach.cli.start_live import start_live

            start_live(choices, folders(), speaker, writes)
