"""Questions outside a session: an answer counts whenever it comes, stop always works, and time is frames."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pytest

from tests.playing.engine.sessions import prompts
from voice_coach.audio.clip import Samples
from voice_coach.audio.sample_time import SAMPLE_RATE
from voice_coach.dialogues.conversation import Conversation
from voice_coach.playing.moments import Heard, Said
from voice_coach.playing.second_thoughts import CommandWithdrawn
from voice_coach.session.commands import Command
from voice_coach.session.events import CommandHeard, NearlyHeard, VoiceBegan

FIRST, SECOND = "Do you have a fracture, an open wound, or an inflamed spot?", "Are you pregnant?"


class Runner:
    """The other end: keeps what is played, and says things at set seconds of it."""

    def __init__(self, *says: tuple[float, str]) -> None:
        self.played: list[Samples] = []
        self.shown: list[str] = []
        self.said: list[Said] = []
        self._coming = list(says)
        self.talk = Conversation(self, prompts(), resting="Take your time.", show=self.shown.append)
        self.talk.subscribe(self.said.append)

    @property
    def seconds(self) -> float:
        return self.talk.moment.frame / SAMPLE_RATE

    def write(self, samples: Samples) -> None:
        self.played.append(samples)
        while self._coming and self._coming[0][0] <= self.seconds:
            self.talk.post(CommandHeard(Command(self._coming.pop(0)[1])))


def lengths(texts: Iterable[str]) -> float:
    with prompts() as maker:
        return sum(maker.clip(text).frames for text in texts) / SAMPLE_RATE


def test_an_answer_is_waited_for_eight_seconds_from_the_last_word() -> None:
    runner = Runner()
    assert runner.talk.ask([FIRST, SECOND]) == "nothing"
    assert runner.seconds == pytest.approx(lengths([FIRST, SECOND]) + 8.0, abs=0.1)
    runner = Runner((lengths([FIRST]) + 7.5, "yes"))
    assert runner.talk.ask([FIRST]) == "yes"


def test_an_early_answer_cuts_the_question_short() -> None:
    runner = Runner((1.0, "no"))
    assert runner.talk.ask([FIRST, SECOND]) == "no"
    assert runner.seconds < 1.1
    assert runner.said[-1].clip is None, "ears must know that the sentence was cut"
    assert runner.shown == [FIRST]
    assert runner.talk.cut_short
    runner = Runner((lengths([FIRST]) + 1.0, "no"))
    assert runner.talk.ask([FIRST]) == "no"
    assert not runner.talk.cut_short


def test_stop_never_waits() -> None:
    runner = Runner((1.0, "stop"))
    assert runner.talk.ask([FIRST, SECOND]) == "stop"
    assert runner.seconds < 1.1
    runner = Runner((0.5, "stop"))
    assert runner.talk.say(FIRST, SECOND) == "stop"
    assert runner.seconds < 0.6


@pytest.mark.parametrize("word", ["pause", "easier"])
def test_a_rest_waits_and_then_asks_again(word: str) -> None:
    runner = Runner((1.0, word), (60.0, "resume"), (61.0, "no"))
    assert runner.talk.ask([FIRST, SECOND]) == "no"
    assert runner.shown == [FIRST, "Take your time.", FIRST]
    assert runner.seconds == pytest.approx(61.0, abs=0.1)


def test_another_state_s_answers_can_be_asked_for() -> None:
    runner = Runner((0.5, "yes"), (1.0, "pause"), (30.0, "resume"), (31.0, "left_calves"))
    states: set[str] = set()
    runner.talk.subscribe(lambda _said: states.add(runner.talk.moment.state))
    assert runner.talk.choose([FIRST], "areas", ["left_calves"]) == Command("left_calves")
    assert states == {"areas"}
    assert runner.talk.moment.state == "confirm"
    runner = Runner((0.5, "stop"))
    assert runner.talk.choose([FIRST], "today", ["yes"]) == Command("stop")


def test_a_rest_ends_by_itself_after_a_quarter_of_an_hour() -> None:
    runner = Runner((1.0, "pause"))
    assert runner.talk.ask([FIRST]) == "nothing"
    assert 900 < runner.seconds < 905


def test_stop_ends_a_rest() -> None:
    runner = Runner((1.0, "pause"), (20.0, "stop"))
    assert runner.talk.ask([FIRST]) == "stop"


def test_a_question_is_said_again_for_who_asks() -> None:
    runner = Runner((1.0, "repeat"), (4.0, "yes"))
    assert runner.talk.ask([FIRST]) == "yes"
    assert runner.shown == [FIRST, FIRST]


@pytest.mark.parametrize("withdrawn", [False, True])
def test_an_unsure_stop_waits_for_a_second_look(withdrawn: bool) -> None:
    runner = Runner()
    runner.talk.post(CommandHeard(Command("stop")), heard=Heard("stop", 0, 1, 0.5, "voice", unsure=True))
    if withdrawn:
        runner.talk.post(CommandWithdrawn("stop"))
    assert runner.talk.say(SECOND) == ("nothing" if withdrawn else "stop")


def test_a_voice_makes_the_coach_lower_its_own() -> None:
    loud, soft = Runner(), Runner()
    soft.talk.post(VoiceBegan())
    for runner in (loud, soft):
        runner.talk.say(FIRST)
    whole = [np.concatenate(runner.played)[SAMPLE_RATE // 2 : SAMPLE_RATE * 2] for runner in (loud, soft)]
    ratio_db = 20 * np.log10(np.sqrt(np.mean(whole[1] ** 2)) / np.sqrt(np.mean(whole[0] ** 2)))
    assert ratio_db == pytest.approx(-12.0, abs=0.1)


def test_what_was_nearly_an_answer_gets_a_sound() -> None:
    quiet, answered = Runner(), Runner()
    answered.talk.post(NearlyHeard())
    for runner in (quiet, answered):
        runner.talk.say(SECOND)
    assert not np.array_equal(np.concatenate(quiet.played), np.concatenate(answered.played))
