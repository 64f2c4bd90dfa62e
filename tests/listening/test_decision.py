"""One stretch of speech and what's to be done about it: the rules alone, without sound."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from tests.listening.scripted import even_grammar
from voice_coach.listening.calibrator import Calibrator, Feature, Weights
from voice_coach.listening.decision import (
    CommandDecision,
    Decider,
    DecisionSettings,
    Ignored,
    NearlyACommand,
    evidence_of,
    stands_alone,
)
from voice_coach.listening.recogniser import HEARING_RATE, HeardWord, Hypothesis
from voice_coach.listening.segment import Segment
from voice_coach.listening.thresholds import Thresholds

GRAMMAR = even_grammar()
_AS_IT_IS = Weights(0.0, np.array([1.0]), np.zeros(0))
CALIBRATOR = Calibrator((Feature("sure", 0.0, 1.0, 9.0),), _AS_IT_IS, _AS_IT_IS)
THRESHOLDS = Thresholds(usual=1.0, urgent=0.5, nearly=0.75)


def decider(address: str | None = None) -> Decider:
    return Decider(GRAMMAR, CALIBRATOR, THRESHOLDS, DecisionSettings(address=address))


def stretch(start_seconds: float, seconds: float = 0.5, *, over_sound: bool = False) -> Segment:
    """Speech from a second, cut out with half a second before it."""
    start, end = (round(at * HEARING_RATE) for at in (start_seconds, start_seconds + seconds))
    nothing = np.zeros(0, np.int16)
    return Segment(
        nothing, start - HEARING_RATE // 2, start, end, end + 2_720, -20.0, -50.0, False, over_sound
    )


def heard(text: str, sure: float) -> Hypothesis:
    return Hypothesis(text, (), {"sure": sure})


def what(decision: object) -> str:
    return decision.why if isinstance(decision, Ignored) else type(decision).__name__


@pytest.mark.parametrize(
    ("text", "sure", "expected"),
    [
        ("next one", 1.0, "CommandDecision"),
        ("next one", 0.99, "NearlyACommand"),
        ("next one", 0.25, "NearlyACommand"),
        ("next one", 0.24, "not-sure"),
        ("stop session", 0.5, "CommandDecision"),
        ("stop session", 0.49, "NearlyACommand"),
        ("what a day", 9.0, "not-a-command"),
    ],
)
def test_how_sure_it_must_be(text: str, sure: float, expected: str) -> None:
    assert what(decider().decide(heard(text, sure), stretch(5), "working")) == expected


def test_a_decision_tells_by_how_much_it_passes_and_how_likely_it_is() -> None:
    decision = decider().decide(heard("stop session", 2.0), stretch(5), "working")
    assert isinstance(decision, CommandDecision)
    assert (decision.urgent, decision.surplus) == (True, 1.5)
    assert decision.confidence == pytest.approx(1 / (1 + math.exp(-2.0)))
    least = decider().decide(heard("next one", -9.0), stretch(5), "working")
    assert isinstance(least, Ignored)
    assert least.confidence == pytest.approx(1 / (1 + math.exp(9.0)))


@pytest.mark.parametrize(
    ("after_samples", "second"), [(6_399, "said-twice"), (6_400, "CommandDecision")], ids=str
)
def test_the_same_command_within_less_than_two_fifths_of_a_second_is_an_echo(
    after_samples: int, second: str
) -> None:
    one = decider()
    first, later = stretch(5), stretch(5.5 + after_samples / HEARING_RATE)
    assert what(one.decide(heard("next one", 5), first, "working")) == "CommandDecision"
    assert what(one.decide(heard("next one", 5), later, "working")) == second


def test_another_command_or_another_number_is_no_echo_nor_is_what_was_taken_back() -> None:
    one = decider()
    for text in ("next one", "go back", "ten more seconds", "twenty more seconds"):
        assert what(one.decide(heard(text, 5), stretch(5), "working")) == "CommandDecision", text
    assert what(one.decide(heard("twenty more seconds", 5), stretch(5.6), "working")) == "said-twice"
    one.forget_last()
    assert what(one.decide(heard("twenty more seconds", 5), stretch(5.6), "working")) == "CommandDecision"


def test_not_understood_comes_again_after_five_seconds() -> None:
    one, unsure = decider(), heard("next one", 0.5)
    ends = (5.0, 9.99, 10.0, 14.9)
    told = [what(one.decide(unsure, stretch(end - 0.5), "working")) for end in ends]
    assert told == ["NearlyACommand", "not-sure", "NearlyACommand", "not-sure"]


def test_an_address_is_needed_unless_it_is_urgent() -> None:
    addressed = Decider(GRAMMAR.addressed("coach"), CALIBRATOR, THRESHOLDS, DecisionSettings(address="coach"))
    told = [
        what(addressed.decide(heard(text, 5), stretch(5 + at), "working"))
        for at, text in enumerate(("coach next one", "next one", "stop session", "coach stop session"))
    ]
    assert told[0] == "CommandDecision"
    assert told[1] in {"not-addressed", "not-a-command"}
    assert told[2:] == ["CommandDecision", "CommandDecision"]


@pytest.mark.parametrize(
    ("text", "sure", "passes"),
    [("stop session", 2.0, True), ("stop session", 1.99, False), ("next one", 9.0, False)],
)
def test_only_what_is_urgent_and_clear_is_obeyed_before_the_end(text: str, sure: float, passes: bool) -> None:
    early = decider().decide_early(heard(text, sure), stretch(5), "working", 1.5)
    assert (early is not None) == passes


def test_what_must_be_said_alone_never_passes_early_and_what_passes_easily_not_more_easily() -> None:
    alone = replace(
        GRAMMAR,
        phrases=tuple(
            replace(one, alone=one.text == "stop session", strictness=-1.0 if one.text == "pause it" else 0.0)
            for one in GRAMMAR.phrases
        ),
    )
    one = Decider(alone, CALIBRATOR, THRESHOLDS)
    assert one.decide_early(heard("stop session", 9), stretch(5), "working", 1.5) is None
    # Easier by a nat at the end of speech, it needs as much as others before it.
    assert what(one.decide(heard("pause it", -0.5), stretch(5), "working")) == "CommandDecision"
    assert one.decide_early(heard("pause it", 1.99), stretch(8), "working", 1.5) is None
    assert one.decide_early(heard("pause it", 2.0), stretch(8), "working", 1.5) is not None


def test_what_is_no_command_passes_by_less_than_anything() -> None:
    judged = decider().judge(heard("what a day", 9), stretch(5), "working")
    assert (judged.command, judged.surplus) == (None, -math.inf)
    judged = decider().judge(heard("next one", 3), stretch(5), "working")
    assert (judged.command, judged.surplus) == ("next", 2.0)


def test_where_the_words_lie_in_the_speech_is_evidence() -> None:
    """In frames of 10 ms."""
    segment = stretch(5, 1.0)  # whose samples begin half a second before the speech
    words = (HeardWord("next", 12_000, 14_000), HeardWord("one", 14_000, 16_000))
    evidence = evidence_of(Hypothesis("next one", words, {"sure": 1.0}), segment)
    assert evidence == {
        "sure": 1.0,
        "snr_db": 30.0,
        "coverage": 0.25,
        "outside_frames": 75.0,
        "late_frames": 25.0,
    }
    early = evidence_of(Hypothesis("next", (HeardWord("next", 0, 12_000),)), segment)
    assert (early["coverage"], early["late_frames"]) == (0.25, 50.0)
    beside = evidence_of(Hypothesis("next", (HeardWord("next", 0, 4_000),)), segment)
    assert (beside["coverage"], beside["outside_frames"]) == (0.0, 100.0)
    assert evidence_of(Hypothesis("next"), segment) == {"snr_db": 30.0}


@pytest.mark.parametrize(
    ("seconds", "phones", "silence", "alone"),
    [(0.36, 10, 0.5, True), (0.34, 10, 0.5, False), (0.36, 10, 0.49, False), (1.0, 0, 0.0, False)],
)
def test_over_a_sound_it_must_be_long_enough_and_the_sound_no_speech(
    seconds: float, phones: int, silence: float, alone: bool
) -> None:
    evidence = {"phones": float(phones), "silence_before": silence}
    assert stands_alone(stretch(5, seconds, over_sound=True), evidence) == alone
    assert stands_alone(stretch(5, seconds), evidence)


def test_nearly_is_told_with_its_likelihood() -> None:
    nearly = decider().decide(heard("next one", 0.5), stretch(5), "working")
    assert isinstance(nearly, NearlyACommand)
    assert nearly.text == "next one"
    assert nearly.confidence == pytest.approx(1 / (1 + math.exp(-0.5)))
