"""Three looks at a word over the coach: the surest counts, with its words where they were heard."""

from __future__ import annotations

import numpy as np
import pytest

from tests.listening.scripted import ScriptedRecogniser, answer, even_grammar
from voice_coach.listening.calibrator import Calibrator, Feature, Weights
from voice_coach.listening.decision import Decider
from voice_coach.listening.looks import surest
from voice_coach.listening.recogniser import HEARING_RATE, Hypothesis
from voice_coach.listening.segment import Segment
from voice_coach.listening.thresholds import Thresholds

_WEIGHTS = Weights(0.0, np.array([1.0]), np.zeros(0))
_DECIDER = Decider(
    even_grammar(), Calibrator((Feature("sure", 0.0, 1.0, 9.0),), _WEIGHTS, _WEIGHTS), Thresholds(urgent=0.5)
)
_BEFORE = HEARING_RATE // 5
_SEGMENT = Segment(
    samples=np.full(HEARING_RATE, 1000, np.int16),
    first_sample=5000,
    start_sample=5000 + _BEFORE,
    end_sample=5000 + HEARING_RATE,
    decided_sample=5000 + HEARING_RATE,
    level_db=-20,
    floor_db=-60,
)
_UNKNOWN = Hypothesis("[unk]")


def test_the_words_of_a_later_look_lie_where_they_were_heard() -> None:
    recogniser = ScriptedRecogniser([_UNKNOWN, answer("stop")])
    quiet = np.zeros(HEARING_RATE, np.int16)
    found = surest(_UNKNOWN, _SEGMENT, quiet, "working", recogniser, _DECIDER)
    assert found.text == "stop"
    before = recogniser.lengths[0] - recogniser.lengths[1]
    assert before == _BEFORE - 8 * HEARING_RATE // 100
    assert found.words[0].start_sample == before


def test_the_third_look_is_halfway_between_both() -> None:
    heard: list[int] = []

    class Listening(ScriptedRecogniser):
        def feed(self, samples: np.ndarray[tuple[int], np.dtype[np.int16]]) -> str:
            heard.append(int(samples[0]))
            return super().feed(samples)

    quiet = np.full(HEARING_RATE, -200, np.int16)
    surest(_UNKNOWN, _SEGMENT, quiet, "working", Listening([_UNKNOWN, _UNKNOWN]), _DECIDER)
    assert heard == [-200, 400]


def test_where_nothing_was_turned_down_one_look_is_enough() -> None:
    first = answer("stop")
    same = surest(first, _SEGMENT, _SEGMENT.samples.copy(), "working", ScriptedRecogniser([]), _DECIDER)
    assert same is first


@pytest.mark.parametrize(
    ("sure", "others", "text"),
    [
        (0.9, Hypothesis("[unk]"), "next"),
        (0.2, answer("repeat", {"sure": -1.0}), "repeat"),
        (0.2, answer("next", {"sure": -1.0}), "next"),
        (0.2, answer("next", {"sure": -3.0}), "next"),
    ],
)
def test_what_one_look_just_takes_for_a_command_needs_another_that_agrees(
    sure: float, others: Hypothesis, text: str
) -> None:
    quiet = np.zeros(HEARING_RATE, np.int16)
    lone = answer("next", {"sure": sure})
    for script in ([lone, others, others], [others, lone, others], [others, others, lone]):
        found = surest(script[0], _SEGMENT, quiet, "working", ScriptedRecogniser(script[1:]), _DECIDER)
        assert found.text == text
        passes = _DECIDER.judge(found, _SEGMENT, "working").surplus >= 0
        assert passes == (sure > 0.5 or others == answer("next", {"sure": -1.0}))
