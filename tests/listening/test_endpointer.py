"""The endpointer: cuts where speech is, whatever the blocks, and leaves rooms alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.listening.scripted import segments_in
from voice_coach.listening.endpointer import Endpointer, EndpointerSettings
from voice_coach.listening.foreground import Foreground
from voice_coach.listening.recogniser import HEARING_RATE, Speech


def _scene(*parts: tuple[float, float], noise: float = 10.0, seed: int = 0) -> Speech:
    """Noise with stretches of "voice" (a buzz in syllables), each (start second, length), in five seconds."""
    rng = np.random.default_rng(seed)
    sound = rng.standard_normal(5 * HEARING_RATE) * noise
    for start, length in parts:
        at = np.arange(int(length * HEARING_RATE))
        buzz = sum(np.sin(2 * np.pi * 130 * harmonic * at / HEARING_RATE) for harmonic in range(1, 25))
        syllables = np.where(at % 4000 < 3000, 1.0, 0.02) if length > 1 else 1.0
        sound[int(start * HEARING_RATE) : int(start * HEARING_RATE) + len(at)] += buzz * syllables * 400
    return np.round(np.clip(sound, -32768, 32767)).astype(np.int16)


def test_words_are_cut_where_they_are() -> None:
    found = segments_in(Endpointer(), _scene((1.0, 0.5), (3.0, 0.3)), [512])
    assert [segment.too_long for segment in found] == [False, False]
    for segment, (start, length) in zip(found, ((1.0, 0.5), (3.0, 0.3)), strict=True):
        assert segment.start_sample / HEARING_RATE == pytest.approx(start, abs=0.03)
        assert segment.end_sample / HEARING_RATE == pytest.approx(start + length, abs=0.04)
        assert segment.snr_db > 20


def test_the_end_is_known_within_a_quarter_of_a_second() -> None:
    (segment,) = segments_in(Endpointer(), _scene((1.0, 0.5)), [160])
    # After 170 ms of silence, as the commands' looks before it count on.
    assert segment.decided_sample - segment.end_sample == 0.17 * HEARING_RATE


def test_the_audio_just_before_is_kept() -> None:
    sound = _scene((1.0, 0.5))
    (segment,) = segments_in(Endpointer(), sound, [512])
    assert segment.start_sample - segment.first_sample >= 0.18 * HEARING_RATE
    cut = sound[segment.first_sample : segment.first_sample + len(segment.samples)]
    assert np.array_equal(cut, segment.samples)


@given(st.lists(st.integers(1, 900), min_size=1, max_size=8))
def test_what_segments_hold_may_be_another_sound_than_where_they_are_found(sizes: list[int]) -> None:
    sound = _scene((1.0, 0.5), (3.0, 0.3))
    whole = np.arange(len(sound)).astype(np.int16)
    endpointer = Endpointer(foreground=Foreground())
    found, at, turn = [], 0, 0
    while at < len(sound):
        span = slice(at, at + sizes[turn % len(sizes)])
        found += endpointer.feed(sound[span], whole[span])
        at, turn = span.stop, turn + 1
    alone = segments_in(Endpointer(foreground=Foreground()), sound, [512])
    assert [segment.start_sample for segment in found] == [segment.start_sample for segment in alone]
    for segment in found:
        held = whole[segment.first_sample : segment.first_sample + len(segment.samples)]
        assert np.array_equal(segment.samples, held)


def test_long_speech_is_reported_but_not_kept() -> None:
    (segment,) = segments_in(Endpointer(), _scene((1.0, 3.2)), [512])
    assert segment.too_long
    assert len(segment.samples) == 0


@pytest.mark.parametrize("noise", [0.0, 3.0, 300.0])
def test_a_steady_room_is_silence(noise: float) -> None:
    assert segments_in(Endpointer(), _scene(noise=noise), [512]) == []


def test_a_room_that_grows_louder_is_silence_again_after_a_while() -> None:
    sound = np.concatenate([_scene(noise=5), *[_scene(noise=300, seed=seed) for seed in range(3)]])
    found = segments_in(Endpointer(), sound, [512])
    assert all(segment.end_sample < 9 * HEARING_RATE for segment in found)


def test_speech_that_the_sound_ends_in_is_given_by_flush() -> None:
    endpointer = Endpointer()
    sound = _scene((4.5, 0.5))
    assert endpointer.feed(sound) == []
    assert endpointer.in_speech
    (segment,) = endpointer.flush()
    assert segment.end_sample > 4.9 * HEARING_RATE
    assert not endpointer.in_speech


@given(st.lists(st.integers(1, 4000), min_size=1, max_size=8), st.integers(0, 3))
def test_the_size_of_the_blocks_changes_nothing(sizes: list[int], seed: int) -> None:
    sound = _scene((0.5, 0.4), (1.5, 0.2), (2.2, 0.6), seed=seed)[: 3 * HEARING_RATE]
    whole = segments_in(Endpointer(), sound, [len(sound)])
    parts = segments_in(Endpointer(), sound, sizes)
    assert [(s.first_sample, s.start_sample, s.end_sample, s.decided_sample) for s in parts] == [
        (s.first_sample, s.start_sample, s.end_sample, s.decided_sample) for s in whole
    ]
    assert all(np.array_equal(one.samples, other.samples) for one, other in zip(parts, whole, strict=True))


def test_what_is_taken_while_speech_goes_on_is_what_the_segment_holds() -> None:
    endpointer = Endpointer(EndpointerSettings(trailing_frames=15))
    sound = _scene((1.0, 0.5))
    taken: list[Speech] = []
    for at in range(0, len(sound), 480):
        found = endpointer.feed(sound[at : at + 480])
        taken.append(endpointer.take())
        if found:
            joined = np.concatenate(taken)
            assert np.array_equal(joined, found[0].samples[: len(joined)])
            assert len(found[0].samples) - len(joined) <= 480
            return
    pytest.fail("no segment")
