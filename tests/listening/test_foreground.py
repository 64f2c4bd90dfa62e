"""Words over a sound that goes on: cut out, unless they are themselves what goes on."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.listening.scripted import bursts, over_sound, segments_in
from voice_coach.listening.endpointer import Endpointer
from voice_coach.listening.foreground import Foreground
from voice_coach.listening.recogniser import HEARING_RATE, Speech
from voice_coach.listening.segment import Segment

HALF_SECOND = HEARING_RATE // 2


def _cut(sound: Speech, sizes: list[int]) -> list[Segment]:
    """What stands out over other sound in ``sound``."""
    found = segments_in(Endpointer(foreground=Foreground()), sound, sizes)
    return [segment for segment in found if segment.over_sound]


def test_words_over_a_beat_are_cut_where_they_are() -> None:
    sound = over_sound(2.5, 4.0)
    found = _cut(sound, [512])
    assert len(found) == 2
    for segment, start in zip(found, (2.5, 4.0), strict=True):
        assert segment.start_sample / HEARING_RATE == pytest.approx(start, abs=0.03)
        assert segment.end_sample / HEARING_RATE == pytest.approx(start + 0.5, abs=0.04)
        assert segment.decided_sample - segment.end_sample <= 0.21 * HEARING_RATE
        assert 5 < segment.snr_db < 40
        first = segment.first_sample
        assert np.array_equal(segment.samples, sound[first : first + len(segment.samples)])
        assert segment.start_sample - first == HALF_SECOND


def test_a_quiet_room_has_no_foreground() -> None:
    assert _cut(bursts(1.0, 2.5, 4.0), [512]) == []


def test_a_beat_alone_has_none_either() -> None:
    assert _cut(over_sound(), [512]) == []


def test_a_word_as_soon_as_the_sound_begins_is_left_to_the_usual_way() -> None:
    assert _cut(over_sound(1.2), [512]) == []


def test_what_goes_on_for_long_is_a_sound_itself_and_words_over_it_are_found() -> None:
    loud = over_sound(total_seconds=12.0).astype(np.float64)
    place = np.arange(9 * HEARING_RATE)
    louder = np.random.default_rng(6).standard_normal(len(place)) * np.where(
        place % 5000 < 3500, 1500.0, 100.0
    )
    loud[3 * HEARING_RATE :] += louder
    word = bursts(8.0, total_seconds=12.0).astype(np.float64) * 4
    found = _cut(np.clip(np.round(loud + word), -32768, 32767).astype(np.int16), [512])
    assert [round(segment.start_sample / HEARING_RATE, 1) for segment in found] == [8.0]


def test_without_a_foreground_only_whole_stretches_are_cut() -> None:
    endpointer = Endpointer()
    found = [*endpointer.feed(over_sound(2.5, 4.0)), *endpointer.flush()]
    assert found
    assert not any(segment.over_sound for segment in found)


@given(st.lists(st.integers(1, 4000), min_size=1, max_size=8))
def test_the_size_of_the_blocks_changes_nothing(sizes: list[int]) -> None:
    sound = over_sound(2.2, total_seconds=3.5)
    whole, parts = _cut(sound, [len(sound)]), _cut(sound, sizes)
    assert len(whole) == 1
    places = [(s.first_sample, s.start_sample, s.end_sample, s.decided_sample) for s in whole]
    assert [(s.first_sample, s.start_sample, s.end_sample, s.decided_sample) for s in parts] == places
    assert np.array_equal(parts[0].samples, whole[0].samples)
