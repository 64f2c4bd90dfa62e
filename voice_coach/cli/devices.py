"""``voice-coach devices``: what can be given to --speaker and --mic."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from voice_coach.audio.devices import Device


@click.command("devices")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(as_json: bool) -> None:
    """List microphones and speakers. Give their number or name, or a part of it, to --mic and --speaker."""
    from voice_coach.audio.devices import list_devices

    devices = list_devices()
    if as_json:
        click.echo(json.dumps([asdict(device) for device in devices]))
        return
    if not devices:
        click.echo("This machine has no sound devices. voice-coach export warmup writes a session to a file.")
        return
    for device in devices:
        click.echo(_line(device))
    click.echo("* marks the default.")


def _line(device: Device) -> str:
    mouth = _mark(device.can("output"), device.default_output, "speaker")
    ear = _mark(device.can("input"), device.default_input, "mic")
    return f"{device.index:>3}  {mouth:9} {ear:5} {device.rate_hz:>6} Hz  {device.name} ({device.host})"


def _mark(able: bool, default: bool, kind: str) -> str:
    return f"{'*' if default else ' '}{kind}" if able else ""
