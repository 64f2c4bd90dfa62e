"""What the coach says and cuts short reaches the guard that tells its words from the runner's."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from tests.listening.scripted import ScriptedRecogniser
from tests.playing.test_asked_before import Partner
from voice_coach.audio.clip import Clip
from voice_coach.audio.sample_time import SAMPLE_RATE
from voice_coach.listening.calibrator import Calibrator, Feature, Weights
from voice_coach.listening.decision import Decider
from voice_coach.listening.listener import Listener
from voice_coach.listening.phrase_file import load_grammar
from voice_coach.listening.recogniser import HEARING_RATE
from voice_coach.listening.self_hearing import SaidWord, SelfHearing
from voice_coach.listening.thresholds import Thresholds
from voice_coach.playing.ears import Ears
from voice_coach.playing.moments import Said


class Telling(Partner):
    def subscribe(self, hearer: Callable[[Said], None]) -> Callable[[], None]:
        self.tell = hearer
        return lambda: None


class Guard(SelfHearing):
    """Takes down what it's told."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[tuple[str, float]] = []

    def say(self, words: Sequence[SaidWord]) -> None:
        self.told.append(("says", words[0].start_sample / HEARING_RATE))

    def cut(self, at_sample: int) -> None:
        self.told.append(("cut", at_sample / HEARING_RATE))


def test_the_guard_knows_when_the_coach_speaks_and_when_it_is_cut_short() -> None:
    partner, guard = Telling(), Guard()
    sure = Weights(0.0, np.array([1.0]), np.zeros(0))
    grammar = load_grammar("en")
    decider = Decider(grammar, Calibrator((Feature("sure", 0.0, 1.0, 9.0),), sure, sure), Thresholds())
    listener = Listener(ScriptedRecogniser([]), grammar, "working", decider=decider)
    ears = Ears(listener, partner, guard=guard)
    ears.hear(np.zeros(HEARING_RATE // 2, np.int16))
    partner.tell(Said(SAMPLE_RATE, "Breathe.", Clip(np.zeros((SAMPLE_RATE, 1), np.float32))))
    partner.tell(Said(2 * SAMPLE_RATE))
    ears.hear(np.zeros(HEARING_RATE // 2, np.int16))
    assert guard.told == [("says", 2.0), ("cut", 3.0)]
