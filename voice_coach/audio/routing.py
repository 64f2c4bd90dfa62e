"""Where a sound server really put our stream.

When a device goes, PulseAudio moves a microphone's stream to the speaker's monitor and a speaker's to a
dummy: losses both.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Mapping

from voice_coach.audio.device_link import Direction

LOOK_EVERY_SECONDS = 2.0
_ANSWER_SECONDS = 1.0
_DUMMY_SINK = "auto_null"
_LISTS: Mapping[Direction, tuple[str, str, str]] = {
    "input": ("source-outputs", "sources", "Source"),
    "output": ("sink-inputs", "sinks", "Sink"),
}


def routed_amiss(direction: Direction) -> bool:
    """``False`` if unknown. Takes some 10 ms of CPU, for two calls of ``pactl``."""
    if shutil.which("pactl") is None:
        return False
    streams, devices, key = _LISTS[direction]
    name = device_of(os.getpid(), _pactl("list", streams), _pactl("list", "short", devices), key)
    return name == _DUMMY_SINK if direction == "output" else name.endswith(".monitor")


def device_of(process: int, streams: str, devices: str, key: str) -> str:
    """The device of ``process``'s stream, or empty. ``streams``, ``devices``: pactl's long and short lists;
    ``key``: ``Source`` or ``Sink``.
    """
    names = {fields[0]: fields[1] for line in devices.splitlines() if len(fields := line.split("\t")) > 1}
    number = ""
    for line in map(str.strip, streams.splitlines()):
        if line.startswith(f"{key}: "):
            number = line.removeprefix(f"{key}: ")
        elif line == f'application.process.id = "{process}"':
            return names.get(number, "")
    return ""


def server_default(kind: str) -> tuple[str, int] | None:
    """Name and rate (Hz) of the default ``sink`` or ``source``."""
    if shutil.which("pactl") is None:
        return None
    name = _pactl(f"get-default-{kind}").strip()
    return rate_of(name, _pactl("list", "short", f"{kind}s"))


def rate_of(name: str, devices: str) -> tuple[str, int] | None:
    """With its rate, from pactl's short list."""
    for line in devices.splitlines():
        fields = line.split("\t")
        rate = re.search(r"(\d+)Hz", line)
        if len(fields) > 1 and fields[1] == name and rate is not None:
            return name, int(rate[1])
    return None


def _pactl(*arguments: str) -> str:
    """pactl's answer; empty without a server."""
    try:
        done = subprocess.run(
            ["pactl", *arguments],
            env={**os.environ, "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_ANSWER_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", "replace")
