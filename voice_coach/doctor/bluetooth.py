"""A Bluetooth headset can play music or be a telephone: with its microphone in use it is a telephone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from voice_coach.doctor.diagnosis import Diagnosis

TELEPHONE_HZ = 16_000
"""The hands-free profiles carry 8 or 16 kHz, both ways."""
_TELEPHONE_NAME = re.compile(
    r"hands?[-_ ]?free|head[-_ ]?unit|\bhfp\b|\bhsp\b|ag[-_ ]audio|(?:^|[-_. ])hf[-_ ]audio", re.IGNORECASE
)
_BLUETOOTH_NAME = re.compile(r"bluez|bluetooth", re.IGNORECASE)


@dataclass(frozen=True)
class Route:
    """An end of the sound's way as the system calls it: its name and its rate."""

    name: str
    rate_hz: int

    @property
    def is_telephone(self) -> bool:
        return _TELEPHONE_NAME.search(self.name) is not None or (
            _BLUETOOTH_NAME.search(self.name) is not None and self.rate_hz <= TELEPHONE_HZ
        )


def check_bluetooth(speakers: Sequence[Route], microphones: Sequence[Route]) -> Diagnosis:
    """Whether the speaker or microphone in use is a headset in its telephone profile.

    Each end is given under every name it goes by: PortAudio's and the sound server's.
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
