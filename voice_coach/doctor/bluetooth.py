"""A Bluetooth headset whose microphone is in use is a telephone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from voice_coach.doctor.diagnosis import Diagnosis

TELEPHONE_HZ = 16_000
"""Hands-free profiles carry 8 or 16 kHz, both ways."""
_TELEPHONE_NAME = re.compile(
    r"hands?[-_ ]?free|head[-_ ]?unit|\bhfp\b|\bhsp\b|ag[-_ ]audio|(?:^|[-_. ])hf[-_ ]audio", re.IGNORECASE
)
_BLUETOOTH_NAME = re.compile(r"bluez|bluetooth", re.IGNORECASE)


@dataclass(frozen=True)
class Route:
    """A speaker or microphone as the system names it, with its rate."""

    name: str
    rate_hz: int

    @property
    def is_telephone(self) -> bool:
        return _TELEPHONE_NAME.search(self.name) is not None or (
            _BLUETOOTH_NAME.search(self.name) is not None and self.rate_hz <= TELEPHONE_HZ
        )


def check_bluetooth(speakers: Sequence[Route], microphones: Sequence[Route]) -> Diagnosis:
    """Whether one in use is a headset in its telephone profile.

    Each is given under PortAudio's and the sound server's names.
    """
    telephones = [route for route in (*speakers, *microphones) if route.is_telephone]
    both_slow = (
        bool(speakers)
        and bool(microphones)
        and all(0 < route.rate_hz <= TELEPHONE_HZ for route in (speakers[-1], microphones[-1]))
    )
    if not telephones and not both_slow:
        return Diagnosis("bluetooth", "ok", "No headset in telephone quality.")
    name = (telephones or [*microphones[-1:]])[0].name
    return Diagnosis(
        "bluetooth",
        "note",
        f"{name} is a headset in its telephone profile: speech and music sound like a telephone.",
        "Choose the built-in microphone with --mic (see: voice-coach devices), then set the headset to its "
        "music profile (A2DP, High Fidelity Playback) in the system's sound settings.",
    )
