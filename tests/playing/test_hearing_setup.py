"""Opening a session's hearing: what can't be had leaves nothing open."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from voice_coach.errors import InputError
from voice_coach.listening.reference import ReferenceTap
from voice_coach.playing.hearing_choices import HearingChoices
from voice_coach.playing.hearing_setup import ears_on_microphone


class FakeMicrophone:
    opened: list[FakeMicrophone]

    def __init__(self, wanted: str | None) -> None:
        self.wanted, self.closed = wanted, False
        self.opened.append(self)

    def close(self) -> None:
        self.closed = True


def test_a_microphone_is_closed_if_the_recogniser_cannot_be_had(monkeypatch: pytest.MonkeyPatch) -> None:
    FakeMicrophone.opened = []
    monkeypatch.setattr("voice_coach.audio.microphone.Microphone", FakeMicrophone)
    choices = HearingChoices("martian", "USB", None, None)
    told: list[str] = []
    with pytest.raises(InputError), ExitStack() as stack:
        ears_on_microphone("en", choices, ReferenceTap(), stack, told.append)
    assert [(one.wanted, one.closed) for one in FakeMicrophone.opened] == [("USB", True)]
