"""The tap between speaker and microphone: nothing lost, nothing twice, silence where nothing was played."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.audio.sample_time import SAMPLE_RATE
from voice_coach.listening.recogniser import HEARING_RATE, Speech
from voice_coach.listening.reference import (
    HELD_BACK_SAMPLES,
    MOST_WAITING_SAMPLES,
    UNHEARD_SAMPLES,
    ReferenceTap,
)

BLOCK = 512


def tone(frames: int, start: int) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    return (0.3 * np.sin(2 * np.pi * 440 * (np.arange(frames) + start) / SAMPLE_RATE)).astype(np.float32)


def test_in_step_what_is_played_is_taken() -> None:
    tap = ReferenceTap(in_step=True)
    taken: list[Speech] = []
    done = 0
    for at in range(0, SAMPLE_RATE, BLOCK):
        tap.play(tone(BLOCK, at))
        due = round((at + BLOCK) * HEARING_RATE / SAMPLE_RATE)
        taken.append(tap.take(due - done))
        done = due
    sound = np.concatenate(taken)[HEARING_RATE // 4 : HEARING_RATE * 3 // 4] / 32767
    spectrum = np.abs(np.fft.rfft(sound)) / len(sound) * 2
    assert np.argmax(spectrum) * HEARING_RATE / len(sound) == 440
    assert np.isclose(spectrum.max(), 0.3, atol=0.003)  # One whole sine: no hole and no jump.


def test_what_nobody_takes_is_not_kept() -> None:
    for tap in (ReferenceTap(), ReferenceTap(in_step=True)):
        for _ in range(10):
            tap.play(tone(SAMPLE_RATE, 0))
        assert len(tap._waiting) <= 2 * UNHEARD_SAMPLES + HEARING_RATE // 10


def test_nothing_played_is_silence() -> None:
    assert not ReferenceTap().take(1600).any()


def test_a_little_is_held_back_before_it_flows() -> None:
    tap = ReferenceTap()
    tap.play(tone(SAMPLE_RATE * HELD_BACK_SAMPLES // HEARING_RATE, 0))
    assert not tap.take(160).any()
    tap.play(tone(SAMPLE_RATE // 10, 0))
    assert tap.take(160).any()


@given(st.lists(st.tuples(st.integers(0, 2000), st.integers(1, 1500)), max_size=60))
def test_what_waits_is_bounded_and_every_take_is_whole(turns: list[tuple[int, int]]) -> None:
    tap = ReferenceTap()
    for played, wanted in turns:
        tap.play(tone(played, 0))
        assert len(tap.take(wanted)) == wanted
    tap.play(tone(SAMPLE_RATE, 0))
    tap.take(1)
    assert len(tap._waiting) <= max(MOST_WAITING_SAMPLES, HELD_BACK_SAMPLES)
