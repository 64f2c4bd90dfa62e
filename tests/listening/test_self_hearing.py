"""The guard against the coach's own voice: what is said explains what is heard, at its time and at no
other."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.audio.clip import Clip, Word
from voice_coach.audio.sample_time import SAMPLE_RATE
from voice_coach.listening.grammar import Phrase, Understood
from voice_coach.listening.phrase_file import load_grammar
from voice_coach.listening.recogniser import HEARING_RATE
from voice_coach.listening.self_hearing import (
    REASON,
    GuardSettings,
    SaidWord,
    SelfHearing,
    explains,
    sound_of,
    words_of,
    words_of_clip,
)
from voice_coach.routine.vital_commands import OBEYED_OVER_THE_COACH

SECOND = HEARING_RATE
PROMPT = "Place the roller under the front of the working thigh"
SAID = words_of(PROMPT, 10 * SECOND, 13 * SECOND)
WORDS = st.sampled_from(
    ("place", "roller", "front", "thigh", "hold", "pause", "next", "how", "longer", "slowly")
)
TEXTS = st.lists(WORDS, min_size=1, max_size=8).map(" ".join)


def _understood(command: str, text: str) -> Understood:
    return Understood(command, Phrase(text, command))


def _heard_at(word: SaidWord, delay: int) -> tuple[int, int]:
    return word.start_sample + delay, word.end_sample + delay


def test_words_of_cover_the_time_in_order() -> None:
    assert [word.text for word in SAID] == PROMPT.split()
    assert SAID[0].start_sample == 10 * SECOND
    assert SAID[-1].end_sample <= 13 * SECOND
    assert all(a.end_sample == b.start_sample for a, b in pairwise(SAID))


@pytest.mark.parametrize("heard", ["place", "pleis", "the roller", "roler", "front of", "working thigh"])
def test_what_was_said_then_is_its_own(heard: str) -> None:
    assert explains(SAID, heard, 11 * SECOND, 13 * SECOND)


@pytest.mark.parametrize("heard", ["next one", "how long left", "volume up", "hang on", "say that again"])
def test_what_was_not_said_is_somebody_elses(heard: str) -> None:
    assert not explains(SAID, heard, 11 * SECOND, 12 * SECOND)


def test_the_same_words_long_after_are_somebody_elses() -> None:
    assert not explains(SAID, "place", 20 * SECOND, 21 * SECOND)
    assert not explains(SAID, "place", 8 * SECOND, 9 * SECOND)


def test_an_unknown_delay_reaches_as_far_as_the_slowest_loudspeaker() -> None:
    last = SAID[-1]
    start = last.end_sample + GuardSettings().most_delay_samples + 4000
    assert explains(SAID, "thigh", start, start + 4000)
    assert not explains(SAID, "thigh", start + SECOND // 2, start + SECOND // 2 + 4000)


@given(TEXTS, st.integers(0, 7200), st.data())
def test_every_stretch_of_a_prompt_is_explained_at_its_time(
    text: str, delay: int, data: st.DataObject
) -> None:
    said = words_of(text, SECOND, 5 * SECOND)
    first = data.draw(st.integers(0, len(said) - 1))
    last = data.draw(st.integers(first, len(said) - 1))
    heard = " ".join(word.text for word in said[first : last + 1])
    start, end = said[first].start_sample + delay, said[last].end_sample + delay
    assert explains(said, heard, start, end)


@given(st.text(max_size=30), st.text(max_size=30), st.integers(-SECOND, SECOND), st.integers(0, SECOND))
def test_any_text_is_answered(said: str, heard: str, start: int, length: int) -> None:
    answer = explains(words_of(said, 0, SECOND), heard, start, start + length)
    assert not (answer and not sound_of(heard))


@given(TEXTS, st.integers(0, 5 * SECOND), st.integers(1, SECOND))
def test_stop_and_easier_are_never_filtered(text: str, start: int, length: int) -> None:
    guard = SelfHearing()
    guard.say(words_of(f"{text} stop it hurts", 0, 5 * SECOND))
    for command in OBEYED_OVER_THE_COACH:
        assert guard.explain(_understood(command, "stop"), start, start + length) is None


def test_the_two_that_are_never_filtered_are_commands() -> None:
    assert {phrase.command for phrase in load_grammar("en").phrases} >= OBEYED_OVER_THE_COACH


def test_what_was_cut_off_was_not_said() -> None:
    guard = SelfHearing()
    guard.say(SAID)
    thigh = _heard_at(SAID[-1], 1600)
    assert guard.explain(_understood("pause", "thigh"), *thigh) == REASON
    guard.cut(11 * SECOND)
    assert guard.explain(_understood("pause", "thigh"), *thigh) is None
    assert guard.explain(_understood("pause", "place"), *_heard_at(SAID[0], 1600)) == REASON


def test_a_word_cut_short_explains_only_what_was_said_of_it() -> None:
    guard = SelfHearing()
    guard.say((SaidWord("hello", 0, 1000), SaidWord("place", 10 * SECOND, 14 * SECOND)))
    heard = (_understood("pause", "place"), 13 * SECOND, 13 * SECOND + 4000)
    assert guard.explain(*heard) == REASON
    guard.cut(11 * SECOND)
    assert guard.explain(*heard) is None


def test_the_removers_latency_is_taken_off() -> None:
    said = (SaidWord("place", SECOND, SECOND + 4000),)
    late = 5 * SECOND
    for latency, reason in ((late, REASON), (0, None)):
        guard = SelfHearing(latency_samples=latency)
        guard.say(said)
        assert guard.explain(_understood("pause", "place"), SECOND + late, SECOND + late + 4000) == reason


def test_old_words_are_forgotten_and_new_ones_kept() -> None:
    guard = SelfHearing()
    for minute in range(60):
        guard.say(words_of(PROMPT, minute * 60 * SECOND, (minute * 60 + 3) * SECOND))
        guard.explain(_understood("pause", "pause"), (minute * 60 + 30) * SECOND, (minute * 60 + 31) * SECOND)
    assert len(guard._words) <= 2 * len(SAID)


@pytest.mark.parametrize(
    ("one", "other"),
    [("now", "know how"), ("wait", "weight"), ("right", "write"), ("knee", "nee"), ("quit", "kwit")],
)
def test_what_sounds_alike_is_near(one: str, other: str) -> None:
    a, b = sound_of(one), sound_of(other)
    assert a in b or b in a or len(set(a) ^ set(b)) <= 1


def test_sounds_leave_case_and_punctuation_out() -> None:
    assert sound_of("What's Next?") == sound_of("whats next")
    assert sound_of("— … 。") == ""


def test_a_clips_words_come_at_the_microphones_rate() -> None:
    silence = np.zeros(2 * SAMPLE_RATE, np.float32)
    timed = Clip(silence, (Word("hold", SAMPLE_RATE // 2, SAMPLE_RATE),))
    assert words_of_clip(timed, "hold", 100) == (SaidWord("hold", 100 + SECOND // 2, 100 + SECOND),)
    assert words_of_clip(Clip(silence), "hold on", 100) == words_of("hold on", 100, 100 + 2 * SECOND)


def test_until_the_echo_is_found_nothing_of_the_first_sound_is_obeyed() -> None:
    guard = SelfHearing()
    assert guard.explain(_understood("ready", "go"), SECOND, 2 * SECOND) is None
    guard.sound(SECOND)
    guard.sound(50 * SECOND)
    for start, reason in (
        (0, None),
        (SECOND - 3000, REASON),
        (2 * SECOND, REASON),
        (3 * SECOND, None),
        (50 * SECOND, None),
    ):
        assert guard.explain(_understood("ready", "go"), start, start + 4000) == reason
    assert guard.explain(_understood("stop", "stop"), SECOND, 2 * SECOND) is None
