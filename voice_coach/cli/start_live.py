"""``start`` on a real speaker; where there is none, the session becomes an MP3 instead."""

from __future__ import annotations

from contextlib import ExitStack

import click

from voice_coach.assemble import Choices, Folders, build_engine, open_prompts, plan_for
from voice_coach.audio.devices import Device, find_device
from voice_coach.cli.display import Display
from voice_coach.cli.keyboard import HELP, listening_keys
from voice_coach.engine import Heard
from voice_coach.errors import DeviceError, MissingPartError
from voice_coach.export import default_target, export_mp3
from voice_coach.journal import Journal
from voice_coach.session.commands import Command
from voice_coach.session.events import CommandHeard


def start_live(choices: Choices, folders: Folders, speaker: str | None, journal: Journal) -> None:
    """Play the chosen session on ``speaker`` (``None``: the system's own)."""
    plan = plan_for(choices, folders)
    try:
        device = find_device("output", speaker)
    except (DeviceError, MissingPartError) as error:
        if speaker is not None:
            raise
        _export_instead(choices, folders, journal, error)
        return
    from voice_coach.audio.output_stream import OutputStream
    from voice_coach.live import play

    with ExitStack() as stack:
        prompts = stack.enter_context(open_prompts(choices, folders))
        engine = build_engine(plan, prompts, choices.commands, journal=journal)
        prompts.ahead(engine.texts_ahead())
        _greet(device, prompts.voice_name)

        def on_key(command: Command) -> None:
            now = engine.position
            engine.post(CommandHeard(command), heard=Heard(command.name, now, now, 1.0, "keyboard"))

        if stack.enter_context(listening_keys(on_key, lambda: engine.state_name)):
            click.echo(HELP, err=True)
        display = Display()
        stack.callback(display.close)
        stream = OutputStream(None if speaker is None else device.identity)
        stack.callback(stream.close)
        play(engine, stream, display)
        stream.drain()
    if stream.underruns:
        click.echo(
            f"The speaker ran dry {stream.underruns} times: close other programs if it was heard.", err=True
        )


def _greet(device: Device, voice: str) -> None:
    click.echo(f"Speaker: {device.name}. Voice: {voice}. Ctrl-C ends at once.", err=True)


def _export_instead(
    choices: Choices, folders: Folders, journal: Journal, reason: DeviceError | MissingPartError
) -> None:
    """Nobody leaves empty-handed: the session as a file for the phone."""
    target = default_target(choices.routine)
    click.echo(f"{reason} The session is written to {target} instead.", err=True)
    result = export_mp3(choices, folders, target, journal=journal)
    click.echo(f"{result.path}: {result.duration_seconds / 60:.0f} minutes; play it on your phone.")
