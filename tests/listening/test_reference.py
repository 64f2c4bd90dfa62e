"""The tap between speaker and microphone: nothing lost, nothing twice, silence where nothing was played."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.audio.sample_time import SAMPLE_RATE
from voice_coach.listening.recogniser import HEARING_RATE, Speech
from voice_coach.listening.reference import (
    HELD_BACK_SAMPLES,
    RESAMPLER_SAMPLES,
    SLACK_SAMPLES,
    UNHEARD_SAMPLES,
    WATCHED_SAMPLES,
    ReferenceTap,
)
from voice_coach.listening.resample import ThreeToTwo
from voice_coach.listening.taken import Taken

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
        taken.append(tap.take(due - done).samples)
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
    assert not ReferenceTap().take(1600).samples.any()


def test_a_little_is_held_back_before_it_flows() -> None:
    tap = ReferenceTap()
    tap.play(tone(SAMPLE_RATE * HELD_BACK_SAMPLES // HEARING_RATE, 0))
    assert not tap.take(160).samples.any()
    tap.play(tone(SAMPLE_RATE // 10, 0))
    assert tap.take(160).samples.any()


@given(st.lists(st.tuples(st.integers(0, 2000), st.integers(1, 1500)), max_size=60))
def test_every_take_is_whole(turns: list[tuple[int, int]]) -> None:
    tap = ReferenceTap()
    for played, wanted in turns:
        tap.play(tone(played, 0))
        assert len(tap.take(wanted).samples) == wanted


def drifting(ppm: float, seconds: int) -> tuple[ReferenceTap, list[Taken]]:
    """Every block of a speaker whose clock is ``ppm`` faster than the microphone's."""
    tap = ReferenceTap()
    taken, played, heard = [], 0, 0
    while heard < seconds * HEARING_RATE:
        due = round((heard + 960) * (1 + ppm * 1e-6) * SAMPLE_RATE / HEARING_RATE)
        tap.play(tone(due - played, played))
        played = due
        taken.append(tap.take(960))
        heard += 960
    return tap, taken


@pytest.mark.parametrize("ppm", [-300.0, 0.0, 300.0])
def test_two_clocks_that_drift_apart_lose_nothing_that_is_not_told(ppm: float) -> None:
    tap, taken = drifting(ppm, 300)
    whole, end = np.zeros(310 * HEARING_RATE, np.int16), 0
    for one in taken:
        end -= one.put_in_samples
        more = np.concatenate((one.skipped, one.samples))
        whole[end : end + len(more)] = more
        end += len(more)
    whole = whole[:end]
    phase = np.unwrap(np.angle(_analytic(whole[HEARING_RATE:-HEARING_RATE])))
    assert np.abs(np.diff(phase, 2)).max() < 0.1  # A sine without a hole or a jump.
    settled = taken[WATCHED_SAMPLES // 960 + 5 :]  # What was too much at the start has been skipped by then.
    jumps = [one for one in settled if len(one.skipped) or one.put_in_samples]
    assert len(jumps) == 0 if ppm == 0 else 1 < len(jumps) < 12
    assert len(tap._waiting) < HELD_BACK_SAMPLES + 2 * SLACK_SAMPLES


def _analytic(sound: Speech) -> npt.NDArray[np.complex128]:
    spectrum = np.fft.fft(sound.astype(np.float64))
    spectrum[len(sound) // 2 :] = 0
    return np.fft.ifft(spectrum)[2000:-2000]


def test_a_microphone_that_was_late_once_moves_nothing() -> None:
    tap = ReferenceTap()
    for turn in range(2000):
        tap.play(tone(SAMPLE_RATE // 50, 0))
        stalled, after = turn % 500 in range(300, 310), turn % 500 == 310
        if not stalled:
            taken = tap.take(HEARING_RATE // 50 * (11 if after else 1))
            assert turn < 260 or not len(taken.skipped)


@pytest.mark.parametrize("takes_without_sound", [2, 40])
def test_a_silence_that_the_device_heard_too_is_no_jump(takes_without_sound: int) -> None:
    tap = ReferenceTap()
    tap.play(tone(SAMPLE_RATE, 0))
    takes = [tap.take(1600) for _ in range(10 + takes_without_sound)]
    tap.play(tone(SAMPLE_RATE, 0))
    takes.append(tap.take(1600))
    assert takes[-1].samples.any()
    assert not any(one.put_in_samples for one in takes)


@pytest.mark.parametrize("hertz", [200, 3_000, 7_400])
def test_the_reference_is_what_was_played_at_its_time(hertz: int) -> None:
    played = 0.5 * np.sin(2 * np.pi * hertz * np.arange(SAMPLE_RATE) / SAMPLE_RATE)
    tap = ReferenceTap(in_step=True)
    taken = []
    for start in range(0, SAMPLE_RATE, 777):
        tap.play(played[start : start + 777].astype(np.float32))
        taken.append(tap.take(500).samples)
    heard = np.concatenate(taken)[RESAMPLER_SAMPLES:][2_000:12_000] / 32_767
    expected = 0.5 * np.sin(2 * np.pi * hertz * np.arange(2_000, 12_000) / HEARING_RATE)
    assert np.abs(heard - expected).max() < 1e-3


@given(st.lists(st.integers(0, 400), max_size=30))
def test_the_blocks_it_is_played_in_do_not_matter(sizes: list[int]) -> None:
    sound = tone(sum(sizes), 0)
    whole, blocks = ThreeToTwo(), ThreeToTwo()
    edges = np.cumsum([0, *sizes])
    parts = [blocks.feed(sound[start:end]) for start, end in pairwise(edges)]
    expected = whole.feed(sound)
    assert np.abs(np.concatenate([expected[:0], *parts]).astype(int) - expected).max(initial=0) <= 1
