"""``start`` with a file as speaker, as fast as the machine allows."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import click

from voice_coach.audio.sample_time import to_seconds
from voice_coach.audio.wav import WavWriter
from voice_coach.cli.live_channel import LiveChannel
from voice_coach.cli.progress import session_progress
from voice_coach.cli.tell import tell
from voice_coach.errors import InputError
from voice_coach.listening.reference import ReferenceTap
from voice_coach.playing.assemble import Choices, Folders, build_engine, open_prompts, plan_for
from voice_coach.playing.engine import Engine
from voice_coach.playing.hearing_choices import HearingChoices
from voice_coach.playing.live import Tapped, play
from voice_coach.records.journal import Journal, JournalsTogether


def start_on_files(
    choices: Choices,
    folders: Folders,
    speaker: Path,
    hearing: HearingChoices,
    journal: Journal,
    channel: LiveChannel,
) -> None:
    """A recording as microphone is heard along the way."""
    journal = JournalsTogether(channel.journal, journal)
    hears = hearing.recording is not None and hearing.recognizer != "none"
    choices = replace(choices, listens=hears or bool(choices.commands))
    plan = plan_for(choices, folders)
    with ExitStack() as stack:
        prompts = stack.enter_context(open_prompts(choices, folders))
        if choices.wish.minutes is not None:
            plan = plan_for(choices, folders, prompts)
        for note in plan.notes:
            click.echo(note, err=True)
        if prompts.note:
            tell(prompts.note)
        engine = build_engine(plan, prompts, choices.commands, journal=journal, music=choices.music)
        channel.attend(engine)
        hear, tap = None, ReferenceTap(in_step=True)
        if hears:
            from voice_coach.playing.hearing_setup import ears_on_recording

            hear = ears_on_recording(engine, choices.language, hearing, tap, stack, tell)
        writer = stack.enter_context(WavWriter(speaker))
        expected = engine.expected_seconds
        progress = stack.enter_context(session_progress(f"Playing into {speaker}", quiet=False))

        def on_block(engine: Engine) -> None:
            if hear is not None:
                hear(engine)
            progress(to_seconds(engine.position), expected)

        play(engine, writer if hear is None else Tapped(writer, tap.play), on_block)
    click.echo(f"{speaker}: {to_seconds(engine.position):.1f} s.")


def check_on_files(
    mic: str | None, hearing: HearingChoices, *, screen: bool, resume: bool, desktop: bool, asks: bool
) -> None:
    """Raises InputError (`bad-option`) for what a file can't do."""

    def refused(what: str, hint: str) -> InputError:
        return InputError(f"A session played into a file {what}.", hint=hint, code="bad-option")

    if mic is not None and hearing.recording is None:
        raise refused("can't listen to a device", "Give --mic a sound file too, or leave out --speaker.")
    if screen:
        raise refused("asks no safety questions", "Leave out --screen or --speaker.")
    if resume:
        raise refused("can't resume another", "Leave out --resume or --speaker.")
    if desktop:
        raise refused(
            "has nothing to do with other players", "Leave out --others and --media-keys, or --speaker."
        )
    if asks:
        raise refused("proposes and asks nothing", "Leave out --yes, --ask or --speaker.")
