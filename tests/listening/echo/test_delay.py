"""The delay is found and followed: early, to the sample, over drift, jumps and other people's speech."""

from __future__ import annotations

import numpy as np
import pytest
import soxr

from tests.listening.echo.sounds import Sound, babble, echo_of, hiss
from voice_coach.listening.echo.delay import DelayFinder
from voice_coach.listening.echo.line import DelayLine
from voice_coach.listening.recogniser import HEARING_RATE

BLOCK = 256
DIRECT = int(0.003 * HEARING_RATE)


def _find(microphone: Sound, reference: Sound, finder: DelayFinder | None = None) -> list[DelayLine]:
    finder = finder or DelayFinder()
    lines = []
    for at in range(0, len(microphone) - BLOCK + 1, BLOCK):
        if finder.feed(microphone[at : at + BLOCK], reference[at : at + BLOCK]):
            assert finder.line is not None
            lines.append(finder.line)
    return lines


@pytest.mark.parametrize("delay_seconds", [0.02, 0.11, 0.4])
def test_a_delay_is_found_within_two_seconds(delay_seconds: float) -> None:
    reference = babble(3, 1)
    delay = int(delay_seconds * HEARING_RATE)
    lines = _find(echo_of(reference, delay_samples=delay) + hiss(len(reference), 2), reference)
    assert lines[0].at_sample < 2 * HEARING_RATE
    assert lines[-1].delay_at(len(reference)) == pytest.approx(delay + DIRECT, abs=1)


def test_a_delay_that_was_measured_before_is_found_sooner() -> None:
    reference = babble(12, 1)
    other = babble(12, 100)
    echo = echo_of(reference, delay_samples=2000)
    other *= np.float32(9 * np.std(echo) / np.std(other))
    sooner, later = (_find(echo + other, reference, DelayFinder(expected))[0] for expected in (2600.0, None))
    assert sooner.at_sample < HEARING_RATE < 3 * HEARING_RATE < later.at_sample
    assert sooner.delay_samples == pytest.approx(2000 + DIRECT, abs=2)


@pytest.mark.parametrize("expected", [0.0, 6000.0, 1e9])
def test_a_delay_that_was_measured_wrongly_is_forgotten(expected: float) -> None:
    reference = babble(14, 1)
    echo = echo_of(reference, delay_samples=2000) + hiss(len(reference), 2)
    line = _find(echo, reference, DelayFinder(expected))[-1]
    assert line.delay_at(len(reference)) == pytest.approx(2000 + DIRECT, abs=160)


def test_somebody_elses_speech_as_loud_does_not_move_it() -> None:
    reference = babble(8, 1)
    echo = echo_of(reference, delay_samples=2000)
    other = babble(8, 99)
    other *= np.float32(np.std(echo) / np.std(other))
    for line in _find(echo + other, reference):
        assert line.delay_at(line.at_sample) == pytest.approx(2000 + DIRECT, abs=2)


@pytest.mark.parametrize("ppm", [-100, 40, 100])
def test_two_clocks_that_drift_apart_are_followed(ppm: int) -> None:
    reference = babble(20, 3)
    echo = echo_of(reference, delay_samples=1500)
    drifted = np.asarray(soxr.resample(echo, HEARING_RATE, HEARING_RATE * (1 + ppm * 1e-6)), np.float32)
    length = min(len(drifted), len(reference))
    line = _find(drifted[:length] + hiss(length, 4), reference[:length])[-1]
    assert line.drift_ppm == pytest.approx(ppm, abs=5)
    wandered = length * ppm * 1e-6
    assert line.delay_at(length) == pytest.approx(1500 + DIRECT + wandered, abs=1)


def test_another_loudspeaker_is_found_again() -> None:
    reference = babble(16, 5)
    near, far = (echo_of(reference, delay_samples=delay) for delay in (600, 4000))
    half = len(reference) // 2
    lines = _find(np.concatenate([near[:half], far[half:]]), reference)
    assert lines[-1].delay_at(len(reference)) == pytest.approx(4000 + DIRECT, abs=2)
    found_at = next(line.at_sample for line in lines if abs(line.delay_at(line.at_sample) - 4000) < 100)
    assert found_at < half + 4 * HEARING_RATE


@pytest.mark.parametrize("seed", range(3))
def test_where_there_is_no_echo_none_is_found(seed: int) -> None:
    reference, other = babble(12, seed), babble(12, seed + 50)
    assert _find(other, reference) == []
    assert _find(hiss(len(reference), seed + 1000), reference) == []
    assert _find(np.zeros_like(reference), reference) == []
    assert _find(other, np.zeros_like(reference)) == []


@pytest.mark.parametrize("ppm", [-80, 0, 50])
def test_an_echo_of_reflections_only_is_found_by_all_of_them(ppm: int) -> None:
    """A loudspeaker across a hall: nothing in what comes back stands out, and others speak."""
    reference = babble(14, 3)
    echo = _reflections(np.concatenate([np.zeros(3000, np.float32), reference])[: len(reference)])
    drifted = np.asarray(soxr.resample(echo, HEARING_RATE, HEARING_RATE * (1 + ppm * 1e-6)), np.float32)
    length = min(len(drifted), len(reference))
    other = babble(14, 99) * np.float32(np.std(echo) / np.std(babble(14, 99)))
    lines = _find(drifted[:length] + other[:length], reference[:length])
    assert lines[0].at_sample < 5 * HEARING_RATE
    begins = 3000 + length * ppm * 1e-6
    assert begins - 200 < lines[-1].delay_at(length) < begins + 250
    assert lines[-1].drift_ppm == pytest.approx(ppm, abs=3)


def test_a_peak_that_stands_out_later_leaves_the_beginning_where_it_was() -> None:
    reference = babble(16, 3)
    late = np.concatenate([np.zeros(3000, np.float32), reference])[: len(reference)]
    echo = _reflections(late)
    other = babble(16, 99) * np.float32(2 * np.std(echo) / np.std(babble(16, 99)))
    half = len(late) // 2
    echo[:half] += other[:half]
    echo[half:] += late[half:]
    lines = _find(echo, reference)
    assert lines[0].at_sample < half < len(late) - 2 * HEARING_RATE < lines[-1].at_sample
    assert lines[0].delay_samples != pytest.approx(3000, abs=10)
    assert lines[-1].delay_samples == pytest.approx(lines[0].delay_samples, abs=3)


def test_reflections_of_another_place_are_found_again() -> None:
    reference = babble(40, 5)
    near, far = (
        _reflections(np.concatenate([np.zeros(delay, np.float32), reference])[: len(reference)])
        for delay in (600, 4000)
    )
    half = len(reference) // 3
    lines = _find(np.concatenate([near[:half], far[half:]]), reference)
    assert 3800 < lines[-1].delay_at(len(reference)) < 4250


def _reflections(sound: Sound) -> Sound:
    """``sound`` through a way that swells and dies away within a fifth of a second."""
    taps = np.arange(HEARING_RATE // 5) / HEARING_RATE
    way = (
        np.random.default_rng(8).standard_normal(len(taps))
        * (1 - np.exp(-taps / 0.005))
        * np.exp(-taps / 0.06)
    )
    size = 1 << (2 * len(sound) - 1).bit_length()
    through = np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(way, size), size)[: len(sound)]
    return np.asarray(0.05 * through, np.float32)


def test_peaks_that_drift_otherwise_than_all_the_ringing_are_no_echo() -> None:
    reference = babble(24, 3)
    late = np.concatenate([np.zeros(3000, np.float32), reference])[: len(reference)]
    stray = np.asarray(soxr.resample(late, HEARING_RATE, HEARING_RATE * (1 - 50e-6)), np.float32)
    echo, half = _reflections(late), len(late) // 3
    other = babble(24, 99) * np.float32(2 * np.std(echo) / np.std(babble(24, 99)))
    echo[:half] += other[:half]
    echo[half:] += np.float32(0.5) * np.resize(stray, len(late))[half:]
    lines = _find(echo, reference)
    assert lines[0].at_sample < half
    assert all(abs(line.drift_ppm) < 20 for line in lines[2:])
