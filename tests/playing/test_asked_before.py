"""Ears that ask before they obey: whose voice it was, and a second judge."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tests.listening.scripted import SURE, ScriptedRecogniser, bursts
from voice_coach.listening.calibrator import Calibrator, Feature, Weights
from voice_coach.listening.decision import Decider
from voice_coach.listening.listener import Listener
from voice_coach.listening.personal.only_me import OnlyMe
from voice_coach.listening.phrase_file import load_grammar
from voice_coach.listening.recogniser import HEARING_RATE, Hypothesis, Speech
from voice_coach.listening.thresholds import Thresholds
from voice_coach.playing.ears import Ears
from voice_coach.playing.moments import Heard, Moment, Said
from voice_coach.playing.second_thoughts import CommandWithdrawn
from voice_coach.session.events import CommandHeard, Event, OthersHeard

_SOUND = bursts(1.0, 3.0, length_seconds=0.4, total_seconds=5.0)


class Partner:
    """Takes down what it's told."""

    moment = Moment(0, "working")

    def __init__(self) -> None:
        self.told: list[str] = []
        self.why: list[object] = []

    def post(self, event: Event | CommandWithdrawn, *, heard: Heard | None = None) -> None:
        if isinstance(event, CommandHeard):
            self.told.append(event.command.name)
        elif isinstance(event, OthersHeard):
            self.told.append("others")

    def note(self, event: str, **fields: object) -> None:
        self.why.append(fields["why"])

    def subscribe(self, hearer: Callable[[Said], None]) -> Callable[[], None]:
        return lambda: None


class Voice:
    """The runner's if ``is_own``; remembers how much it was shown."""

    def __init__(self, *, is_own: bool) -> None:
        self.is_own = is_own
        self.shown: list[tuple[str, Speech]] = []

    def is_runner(self, sound: Speech, phrase: str) -> bool:
        self.shown.append((phrase, sound))
        return self.is_own


class Judge:
    """Answers ``verdict`` at once; None: never."""

    def __init__(self, verdict: bool | None) -> None:
        self._verdict = verdict
        self.asked: list[str] = []
        self.late = 0

    def ask(self, sound: Speech, phrase: str) -> None:
        self.asked.append(phrase)
        assert len(sound) > HEARING_RATE // 2

    def verdict(self) -> bool | None:
        return self._verdict

    def too_late(self) -> None:
        self.late += 1


def heard(text: str, only_me: OnlyMe | None = None, judge: Judge | None = None) -> Partner:
    """``text``, said at one and at three seconds."""
    sure = Weights(0.0, np.array([1.0]), np.zeros(0))
    calibrator = Calibrator((Feature("sure", 0.0, 1.0, 9.0),), sure, sure)
    grammar = load_grammar("en")
    recogniser = ScriptedRecogniser([Hypothesis(text, (), SURE)] * 2)
    listener = Listener(recogniser, grammar, "working", decider=Decider(grammar, calibrator, Thresholds()))
    partner = Partner()
    ears = Ears(listener, partner, only_me=only_me, judge=judge)
    for start in range(0, len(_SOUND), 1000):
        ears.hear(_SOUND[start : start + 1000])
    return partner


def test_the_runner_is_obeyed() -> None:
    voice = Voice(is_own=True)
    assert heard("next one", OnlyMe(voice)).told == ["next", "next"]
    for phrase, sound in voice.shown:
        assert phrase == "next one"
        assert 0.4 * HEARING_RATE <= len(sound) <= 0.6 * HEARING_RATE
        assert np.abs(sound).max() > 0.9 * np.abs(_SOUND).max()


def test_others_are_not_and_hear_one_cue_for_a_while() -> None:
    partner = heard("next one", OnlyMe(Voice(is_own=False)))
    assert partner.told == ["others"]
    assert partner.why == ["not-you", "not-you"]


def test_everybody_may_stop_unless_it_is_strict() -> None:
    voice = Voice(is_own=False)
    assert heard("stop session", OnlyMe(voice)).told == ["stop", "stop"]
    assert not voice.shown
    assert heard("stop session", OnlyMe(voice, strict=True)).told == ["others"]


def test_without_it_nobody_asks() -> None:
    assert heard("next one").told == ["next", "next"]


def test_what_the_judge_denies_is_not_obeyed() -> None:
    assert heard("next one", judge=Judge(True)).told == ["next", "next"]
    partner = heard("next one", judge=Judge(False))
    assert partner.told == []
    assert partner.why == ["not-confirmed", "not-confirmed"]


def test_a_judge_who_does_not_answer_holds_nothing_up_for_long() -> None:
    judge = Judge(None)
    assert heard("next one", judge=judge).told == ["next", "next"]
    assert judge.late == 2


def test_what_is_urgent_is_not_judged() -> None:
    judge = Judge(False)
    assert heard("stop session", judge=judge).told == ["stop", "stop"]
    assert judge.asked == []


def test_others_are_not_judged_either() -> None:
    judge = Judge(True)
    heard("next one", OnlyMe(Voice(is_own=False)), judge)
    assert judge.asked == []
