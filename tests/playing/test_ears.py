"""Sessions steered by voice: a recording as the microphone, the whole chain on the sample clock."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from tests.listening.scripted import ScriptedRecogniser, bursts
from tests.playing.engine.sessions import ListJournal, engine_for
from tests.said_aloud import microphone, needs_flite
from voice_coach.audio.clip import Samples
from voice_coach.audio.output_stream import BLOCK_FRAMES
from voice_coach.audio.sample_time import SAMPLE_RATE, to_frames
from voice_coach.listening.calibrator import Calibrator, Feature, Weights
from voice_coach.listening.choose import open_recogniser
from voice_coach.listening.decision import Decider
from voice_coach.listening.echo.port import EchoStatus, Removed
from voice_coach.listening.listener import Listener
from voice_coach.listening.own_sound import EchoRemoval
from voice_coach.listening.phrase_file import load_grammar
from voice_coach.listening.recogniser import HEARING_RATE, Hypothesis, Recogniser, Speech
from voice_coach.listening.taken import Taken
from voice_coach.listening.thresholds import Thresholds
from voice_coach.playing.ears import Ears, RecordedEars

pytestmark = needs_flite

HEARD_WITHIN_SECONDS = 0.5
"""End of speech to decision: the endpointer's silence, with room for a clip's own quiet end."""


@pytest.fixture(scope="module")
def recogniser() -> Iterator[Recogniser]:
    opened = open_recogniser("acoustic", load_grammar("en"), "setup")
    yield opened
    opened.close()


def steered(
    recogniser: Recogniser, recording: Speech, decider: Decider | None = None
) -> tuple[ListJournal, Samples]:
    journal = ListJournal()
    listener = Listener(recogniser, load_grammar("en"), "setup", decider=decider)
    with engine_for(journal=journal) as engine:
        hear = RecordedEars(Ears(listener, engine), recording)
        blocks = []
        while not engine.finished:
            blocks.append(engine.render(BLOCK_FRAMES))
            hear(engine)
    return journal, np.concatenate(blocks)


def test_a_spoken_command_is_obeyed_soon_after_its_end(recogniser: Recogniser) -> None:
    journal, _ = steered(recogniser, microphone((20.0, "next one"), seconds=23))
    heard = [(t, fields) for event, t, fields in journal.lines if event == "command_heard"]
    assert [fields["command"] for _, fields in heard] == ["next"]
    at, fields = heard[0]
    start, end = float(str(fields["start"])), float(str(fields["end"]))
    assert start == pytest.approx(20.0, abs=0.3)
    assert end <= at <= end + HEARD_WITHIN_SECONDS
    assert fields["source"] == "voice"
    assert journal.times("command_applied", command="next") == [at]
    assert journal.times("reaction", command="next") == [at]


def test_the_grammar_follows_the_session(recogniser: Recogniser) -> None:
    journal, _ = steered(recogniser, microphone((20.0, "stop session"), (25.0, "yes"), seconds=27))
    assert [fields["command"] for event, _, fields in journal.lines if event == "command_applied"] == [
        "stop",
        "yes",
    ]
    assert journal.times("session_stopped")


def test_the_same_recording_gives_the_same_session(recogniser: Recogniser) -> None:
    recording = microphone((12.0, "hang on"), (16.0, "carry on"), seconds=18)
    first, again = steered(recogniser, recording), steered(recogniser, recording)
    assert first[0].lines == again[0].lines
    assert np.array_equal(first[1], again[1])


def test_what_is_not_meant_for_the_coach_is_noted_and_changes_nothing(recogniser: Recogniser) -> None:
    sentence = "the weather will be fine in the afternoon"
    undisturbed, _ = steered(recogniser, microphone(seconds=1))
    # In the quiet of a hold: over a sentence of the coach's it would be said again.
    quiet = undisturbed.times("cue", name="hold_start")[0] + 6.0
    journal, _ = steered(recogniser, microphone((quiet, sentence), seconds=quiet + 4))
    assert not journal.times("command_applied")
    assert journal.times("command_ignored")
    assert journal.times("step_finished") == undisturbed.times("step_finished")


class HearsItHurtsEarly(ScriptedRecogniser):
    """Takes the first quiet moment for "it hurts", and what was said for something else."""

    def peek(self) -> Hypothesis:
        return Hypothesis("it hurts", (), {"sure": 5.0})


def believes_all() -> Decider:
    sure = Weights(0.0, np.array([1.0]), np.zeros(0))
    calibrator = Calibrator((Feature("sure", 0.0, 1.0, 9.0),), sure, sure)
    return Decider(load_grammar("en"), calibrator, Thresholds())


def test_what_was_obeyed_too_early_is_taken_back_and_the_session_ends_when_it_would_have() -> None:
    recogniser = HearsItHurtsEarly([Hypothesis("[unk]")] * 3)
    said = bursts(20.0, length_seconds=0.4, total_seconds=23.0)
    journal, samples = steered(recogniser, said, believes_all())
    undisturbed, unheard = steered(ScriptedRecogniser([Hypothesis("[unk]")] * 3), said, believes_all())
    (obeyed,) = journal.times("command_applied", command="easier")
    (taken_back,) = journal.times("taken_back", command="easier")
    assert 0 < taken_back - obeyed <= 0.25
    assert journal.times("step_finished") == undisturbed.times("step_finished")
    later = to_frames(taken_back + 1.0)
    assert np.array_equal(samples[later:], unheard[later:])


def test_after_its_end_a_recording_is_silent(recogniser: Recogniser) -> None:
    journal, _ = steered(recogniser, np.zeros(0, np.int16))
    assert journal.times("session_finished")
    assert not journal.times("command_heard")


class EchoOf:
    """Both ports of `EchoRemoval`: the coach sounds all the time, and somebody else from a sample on."""

    latency_samples = 0

    def __init__(
        self, somebody_else_from_sample: int, delay_samples: float | None, latency_samples: int = 0
    ) -> None:
        self.latency_samples = latency_samples
        self._from_sample = somebody_else_from_sample
        self._delay_samples = delay_samples
        self._at = 0

    @property
    def status(self) -> EchoStatus:
        return EchoStatus(double_talk=self._at > self._from_sample, delay_samples=self._delay_samples)

    def process(self, microphone: Speech, reference: Speech) -> Removed:
        self._at += len(microphone)
        return Removed(microphone, microphone)

    def shift(self, skipped: Speech, put_in_samples: int) -> None:
        raise AssertionError("nothing ever jumps here")

    def take(self, count: int) -> Taken:
        return Taken(np.full(count, 1000, np.int16))


@pytest.mark.parametrize(
    ("text", "somebody_else_from_seconds", "delay_samples", "heard"),
    [
        ("next one", 99.0, 800.0, ["own-voice"]),
        ("next one", 20.2, 800.0, ["next"]),
        ("next one", 0.0, 800.0, ["next"]),
        ("next one", 99.0, None, ["next"]),
        ("stop session", 99.0, 800.0, ["stop"]),
    ],
)
def test_what_only_the_coach_can_have_said_is_not_obeyed(
    recogniser: Recogniser,
    text: str,
    somebody_else_from_seconds: float,
    delay_samples: float | None,
    heard: list[str],
) -> None:
    journal = ListJournal()
    listener = Listener(recogniser, load_grammar("en"), "setup")
    echo = EchoOf(round(somebody_else_from_seconds * HEARING_RATE), delay_samples)
    with engine_for(journal=journal) as engine:
        ears = Ears(listener, engine, echo=EchoRemoval(echo, echo))
        hear = RecordedEars(ears, microphone((20.0, text), seconds=23))
        while engine.position < 23 * SAMPLE_RATE:
            engine.render(BLOCK_FRAMES)
            hear(engine)
    told = {"command_heard": "command", "command_ignored": "why"}
    assert [fields[told[event]] for event, _, fields in journal.lines if event in told] == heard


def test_the_echo_removers_latency_is_taken_off_the_place_of_words(recogniser: Recogniser) -> None:
    began = []
    for latency_samples in (0, HEARING_RATE // 4):
        journal = ListJournal()
        listener = Listener(recogniser, load_grammar("en"), "setup")
        echo = EchoOf(0, None, latency_samples)
        with engine_for(journal=journal) as engine:
            ears = Ears(listener, engine, echo=EchoRemoval(echo, echo))
            hear = RecordedEars(ears, microphone((20.0, "next one"), seconds=23))
            while engine.position < 23 * SAMPLE_RATE:
                engine.render(BLOCK_FRAMES)
                hear(engine)
        began += [
            float(str(fields["start"])) for event, _, fields in journal.lines if event == "command_heard"
        ]
    with_none, with_a_quarter_second = began
    assert with_none - with_a_quarter_second == pytest.approx(0.25, abs=0.001)
