"""PortAudio, used only in ``device_child``'s processes."""

from __future__ import annotations

import os
import platform
import sys
import threading
import time
from typing import Any

from voice_coach.audio.device_link import Direction, Opened
from voice_coach.audio.devices import KINDS, Device, choose_device
from voice_coach.audio.routing import LOOK_EVERY_SECONDS, routed_amiss
from voice_coach.errors import DeviceError, MissingPartError

_INSTALL = {
    "Linux": "Install it with: sudo apt install libportaudio2 (Fedora: sudo dnf install portaudio).",
    "Darwin": "Install it with: brew install portaudio.",
    "Windows": "Reinstall with: pip install --force-reinstall sounddevice.",
}


def portaudio() -> Any:
    """Raises ``MissingPartError`` (``portaudio``), ``DeviceError`` (``no-sound-system``)."""
    try:
        import sounddevice
    except (OSError, ImportError) as error:
        hint = _INSTALL.get(platform.system(), "Install PortAudio with your system's package manager.")
        raise MissingPartError(
            "Live sound needs the PortAudio library, which is missing.", hint=hint, code="portaudio"
        ) from error
    except Exception as error:  # its import starts PortAudio, which fails with an error of its own
        raise DeviceError(f"The sound system doesn't start: {error}.", code="no-sound-system") from error
    return sounddevice


def list_here() -> tuple[Device, ...]:
    """As PortAudio saw them when this process started."""
    sounddevice = portaudio()
    try:
        found = list(sounddevice.query_devices())
        hosts = [host["name"] for host in sounddevice.query_hostapis()]
        default_input, default_output = sounddevice.default.device
    except sounddevice.PortAudioError as error:
        raise DeviceError(f"The sound system doesn't answer: {error}.", code="no-sound-system") from error
    return tuple(
        Device(
            index=index,
            name=entry["name"],
            host=hosts[entry["hostapi"]],
            input_channels=entry["max_input_channels"],
            output_channels=entry["max_output_channels"],
            rate_hz=round(entry["default_samplerate"]),
            default_input=index == default_input,
            default_output=index == default_output,
        )
        for index, entry in enumerate(found)
    )


def chosen_here(direction: Direction, wanted: str | None) -> Device:
    """See ``devices.choose_device``."""
    return choose_device(list_here(), direction, wanted)


def end_when_routed_amiss(direction: Direction) -> None:
    """Check where the sound server put our stream; end the process if it's wrong."""

    def look() -> None:
        while not routed_amiss(direction):
            time.sleep(LOOK_EVERY_SECONDS)
        os._exit(0)

    if routed_amiss(direction):
        raise DeviceError(f"The sound server has no {KINDS[direction]}.", code="no-device")
    if sys.platform == "linux":
        threading.Thread(target=look, daemon=True).start()


def opened(device: Device, wanted: str | None, rate_hz: int, latency_seconds: float) -> Opened:
    """No identity without ``wanted``: the default may change."""
    identity = device.identity if wanted is not None else ""
    return Opened(device.name, identity, rate_hz, latency_seconds)
