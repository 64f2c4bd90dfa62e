"""``start`` with a file as the speaker:

the whole session on the sample clock, as fast as the machine allows.
"""

from __future__ import annotations

from pathlib import Path

import click

from voice_coach.assemble import Choices, Folders, build_engine, open_prompts, plan_for
from voice_coach.audio.sample_time import to_seconds
from voice_coach.audio.wav import WavWriter
from voice_coach.cli.progress import session_progress
from voice_coach.journal import Journal
from voice_coach.live import play


def start_on_files(choices: Choices, folders: Folders, speaker: Path, journal: Journal) -> None:
    """Play the chosen session into ``speaker``."""
    plan = plan_for(choices, folders)
    with open_prompts(choices, folders) as prompts, WavWriter(speaker) as writer:
        engine = build_engine(plan, prompts, choices.commands, journal=journal)
        expected = engine.expected_seconds
        with session_progress(f"Playing into {speaker}", quiet=False) as progress:
            play(engine, writer, lambda engine: progress(to_seconds(engine.position), expected))
    click.echo(f"{speaker}: {to_seconds(engine.position):.1f} s.")
