"""An enrolment live: takes through a microphone, each asked for through a speaker."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import soundfile

from tests.devices.live_session import PROGRAM
from tests.said_aloud import needs_flite, said
from tests.virtual_audio.card import VirtualCard
from tests.virtual_audio.child import Child
from tests.virtual_audio.waiting import wait_until
from voice_coach.listening.personal.profile import load_profile
from voice_coach.listening.recogniser import HEARING_RATE

_LOUD_DB, _QUIET_DB = -40.0, -50.0


def has_asked(child: Child, times: int) -> bool:
    return child.count(": next one.") >= times


@needs_flite
def test_a_runner_teaches_a_phrase_by_voice_alone(card: VirtualCard, tmp_path: Path) -> None:
    quiet = np.zeros(HEARING_RATE // 4, np.int16)
    spoken = tmp_path / "next one.wav"
    soundfile.write(spoken, np.concatenate([quiet, said("next one", "rms"), quiet]), HEARING_RATE)
    speaker = card.record_speaker()

    def coach_has_spoken() -> None:
        wait_until(lambda: speaker.level_db(0.2) > _LOUD_DB, "the coach", 20.0)
        wait_until(lambda: speaker.level_db(0.6) < _QUIET_DB, "silence", 25.0)

    arguments = ("enrol", "--runner", "Anna", "--phrases", "next one", "--takes", "2", "--yes")
    with Child(card, "-c", PROGRAM, *arguments, folder=tmp_path) as child:
        for turn in (1, 2):
            wait_until(partial(has_asked, child, turn), f"{child.lines}", 20.0)
            coach_has_spoken()
            card.say(spoken).wait()
        child.wait_for("Of your 2 takes", 20.0)
        assert child.finish() == 0, child.lines
    speaker.close()
    profile = load_profile(tmp_path / "voice-coach" / "runners" / "anna" / "profile.npz")
    assert [(phrase.text, phrase.takes) for phrase in profile.phrases] == [("next one", 2)]
