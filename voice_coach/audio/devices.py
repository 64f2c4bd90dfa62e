"""Sound devices: PortAudio found or missed in one sentence, devices listed and chosen by name or index."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from typing import Any, Literal

from voice_coach.errors import DeviceError, InputError, MissingPartError

Direction = Literal["input", "output"]

_INSTALL = {
    "Linux": "Install it with: sudo apt install libportaudio2 (Fedora: sudo dnf install portaudio).",
    "Darwin": "Install it with: brew install portaudio.",
    "Windows": "Reinstall with: pip install --force-reinstall sounddevice.",
}


@dataclass(frozen=True)
class Device:
    """A sound device as PortAudio shows it. ``rate_hz`` is its own rate; channels are counted each way."""

    index: int
    name: str
    host: str
    input_channels: int
    output_channels: int
    rate_hz: int
    default_input: bool
    default_output: bool


def portaudio() -> Any:
    """The ``sounddevice`` module.

    Raises ``MissingPartError`` (``portaudio``) where the PortAudio library is missing.
    """
    try:
        import sounddevice
    except (OSError, ImportError) as error:
        hint = _INSTALL.get(platform.system(), "Install PortAudio with your system's package manager.")
        raise MissingPartError(
            "Live sound needs the PortAudio library, which is missing.", hint=hint, code="portaudio"
        ) from error
    return sounddevice


def list_devices() -> tuple[Device, ...]:
    """Every device there is just now. Raises ``MissingPartError`` (``portaudio``)."""
    sounddevice = portaudio()
    try:
        found = list(sounddevice.query_devices())
        hosts = [host["name"] for host in sounddevice.query_hostapis()]
        default_input, default_output = sounddevice.default.device
    except sounddevice.PortAudioError as error:
        raise DeviceError(f"The sound system does not answer: {error}.", code="device") from error
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


def find_device(direction: Direction, wanted: str | None) -> Device:
    """The device to use: ``wanted`` is an index, a name or a part of one; ``None`` is the system's default.

        return next((d for d in usable if _is_default(d, direction)), usable[0])
    ``wanted`` fits none or several.
    """
    usable = [
        d for d in list_devices() if (d.input_channels if direction == "input" else d.output_channels) > 0
    ]
    kind = "microphone" if direction == "input" else "speaker"
    if not usable:
        raise DeviceError(f"This machine has no {kind}.", code="no-device")
    if wanted is None:
        return next(
            (d for d in usable if (d.default_input if direction == "input" else d.default_output)), usable[0]
        )
    exact = [d for d in usable if wanted in {str(d.index), d.name}]
    partial = [d for d in usable if wanted.casefold() in d.name.casefold()]
    found = exact or partial
    if len(found) == 1:
        return found[0]
    names = ", ".join(f"{d.index} {d.name!r}" for d in (found or usable))
    problem = f"{len(found)} {kind}s are called {wanted!r}" if found else f"There is no {kind} {wanted!r}"
    raise InputError(f"{problem}: {names}.", hint="Give its number or whole name.", code="unknown-device")


def _is_default(device: Device, direction: Direction) -> bool:
    return device.default_input if direction == "input" else device.default_output
