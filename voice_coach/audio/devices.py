"""Sound devices: listed, and chosen by number or name."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from voice_coach.audio.device_link import Direction
from voice_coach.errors import DeviceError, InputError

KINDS: dict[Direction, str] = {"input": "microphone", "output": "speaker"}


@dataclass(frozen=True)
class Device:
    """``rate_hz`` is the device's own."""

    index: int
    name: str
    host: str
    input_channels: int
    output_channels: int
    rate_hz: int
    default_input: bool
    default_output: bool

    @property
    def identity(self) -> str:
        """Finds it by name, whatever its number."""
        return f"{self.name}, {self.host}"

    def is_default(self, direction: Direction) -> bool:
        return self.default_input if direction == "input" else self.default_output

    def can(self, direction: Direction) -> bool:
        return (self.input_channels if direction == "input" else self.output_channels) > 0


def list_devices() -> tuple[Device, ...]:
    """Every device, from a new process so it isn't stale.

    Raises ``MissingPartError`` (``portaudio``), ``DeviceError`` (``no-sound-system``).
    """
    from voice_coach.audio.device_process import ask_for_list

    return tuple(Device(**fields) for fields in json.loads(ask_for_list()))


def find_device(direction: Direction, wanted: str | None) -> Device:
    """``choose_device`` among those present."""
    return choose_device(list_devices(), direction, wanted)


def choose_device(devices: Sequence[Device], direction: Direction, wanted: str | None) -> Device:
    """``wanted`` is an index, an identity, a name or part of one; ``None``: the default. Equal names: the
    default's interface wins.

    Raises ``DeviceError`` (``no-device``), ``InputError`` (``unknown-device``: fits none or several).
    """
    usable = [device for device in devices if device.can(direction)]
    kind = KINDS[direction]
    if not usable:
        raise DeviceError(f"This machine has no {kind}.", code="no-device")
    default = next((device for device in usable if device.is_default(direction)), usable[0])
    if wanted is None:
        return default
    exact = [d for d in usable if wanted in {str(d.index), d.name, d.identity}]
    found = exact or [d for d in usable if wanted.casefold() in d.identity.casefold()]
    if len(found) > 1:
        found = [d for d in found if d.host == default.host] or found
    if len(found) == 1:
        return found[0]
    names = ", ".join(f"{d.index} {d.name!r}" for d in (found or usable))
    problem = f"{len(found)} {kind}s are called {wanted!r}" if found else f"There is no {kind} {wanted!r}"
    raise InputError(f"{problem}: {names}.", hint="Give its number or whole name.", code="unknown-device")
