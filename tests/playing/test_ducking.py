"""Who gives way to whom, measured on the mixer's own sound: a constant 1.0 shows each bus's gain."""

from __future__ import annotations

import numpy as np
import pytest

from voice_coach.audio.clip import Clip, Samples
from voice_coach.audio.mixer import Bus, Mixer
from voice_coach.audio.sample_time import SAMPLE_RATE
from voice_coach.playing.ducking import Ducking

SECOND = SAMPLE_RATE


def mixer_with(bus: Bus) -> Mixer:
    mixer = Mixer()
    mixer.play(Clip(np.ones(10 * SECOND, np.float32)), 0, bus=bus)
    return mixer


def decibels(sound: Samples, at_seconds: float) -> float:
    return 20 * float(np.log10(sound[round(at_seconds * SECOND)]))


def test_the_coach_steps_back_12_db_for_a_voice_and_returns() -> None:
    mixer = mixer_with(Bus.SPEECH)
    ducking = Ducking(mixer, lambda _: True)
    ducking.duck_coach(2 * SECOND, 9 * SECOND)
    ducking.restore_coach(4 * SECOND)
    sound = mixer.render(8 * SECOND)
    for seconds, expected in ((1.0, 0.0), (3.0, -12.0), (3.9, -12.0), (5.0, 0.0)):
        assert decibels(sound, seconds) == pytest.approx(expected, abs=0.1)


def test_music_gives_way_to_the_coachs_words() -> None:
    mixer = mixer_with(Bus.MUSIC)
    Ducking(mixer, lambda _: False).speech(2 * SECOND, 4 * SECOND)
    sound = mixer.render(8 * SECOND)
    for seconds, expected in ((1.0, 0.0), (2.1, -14.0), (4.5, -14.0), (6.0, 0.0)):
        assert decibels(sound, seconds) == pytest.approx(expected, abs=0.1)


@pytest.mark.parametrize(("speaks_until", "back_at"), [(0, None), (6 * SECOND, 7.5)])
def test_music_stays_down_while_the_coach_speaks_on(speaks_until: int, back_at: float | None) -> None:
    mixer = mixer_with(Bus.MUSIC)
    ducking = Ducking(mixer, lambda _: True)
    ducking.duck_coach(2 * SECOND, 9 * SECOND)
    ducking.restore_coach(3 * SECOND, speaks_until)
    sound = mixer.render(9 * SECOND)
    for seconds in (2.5, 5.0, 6.5):
        assert decibels(sound, seconds) == pytest.approx(-14.0, abs=0.1)
    assert decibels(sound, 7.5) == pytest.approx(0.0 if back_at else -14.0, abs=0.1)
