"""From what a listener hears to events of the session: no voice, no model, a session that only notes."""

from __future__ import annotations

import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.listening.scripted import ScriptedRecogniser, answer, bursts, even_grammar
from voice_coach.audio.sample_time import SAMPLE_RATE
from voice_coach.listening.calibrator import Calibrator, Feature, Weights
from voice_coach.listening.decision import Decider
from voice_coach.listening.listener import Listener
from voice_coach.listening.recogniser import HEARING_RATE, Hypothesis, Speech
from voice_coach.listening.recorder import Recorder
from voice_coach.listening.thresholds import Thresholds
from voice_coach.playing.ears import Ears
from voice_coach.playing.moments import Heard, Moment, Said
from voice_coach.session.commands import Command
from voice_coach.session.events import CommandHeard, Event, NearlyHeard, VoiceBegan, VoiceEnded

GRAMMAR = even_grammar()
_AS_IT_IS = Weights(0.0, np.array([1.0]), np.zeros(0))
CALIBRATOR = Calibrator((Feature("sure", 0.0, 1.0, 9.0),), _AS_IT_IS, _AS_IT_IS)
BLOCK = 800


class Noting:
    """Fits ``ears.Partner``; as many frames are played as samples heard."""

    def __init__(self, state: Any = "working") -> None:
        self.state = state
        self.frame = 0
        self.posted: list[object] = []
        self.heard: list[Heard] = []
        self.notes: list[dict[str, object]] = []
        self.hearers: list[Callable[[Said], None]] = []

    @property
    def moment(self) -> Moment:
        return Moment(self.frame, self.state)

    def post(self, event: Event | object, *, heard: Heard | None = None) -> None:
        self.posted.append(event)
        self.heard += [] if heard is None else [heard]

    def note(self, event: str, **fields: object) -> None:
        self.notes.append({"event": event, **fields})

    def subscribe(self, hearer: Callable[[Said], None]) -> Callable[[], None]:
        self.hearers.append(hearer)
        return lambda: self.hearers.remove(hearer)


def ears_for(partner: Noting, *script: Hypothesis, recorder: Recorder | None = None) -> Ears:
    decider = Decider(GRAMMAR, CALIBRATOR, Thresholds(usual=1.0, nearly=0.75))
    recogniser = ScriptedRecogniser([*script, *[Hypothesis("")] * 3])
    return Ears(Listener(recogniser, GRAMMAR, "working", decider=decider), partner, recorder=recorder)


def hear(ears: Ears, partner: Noting, sound: Speech) -> None:
    for at in range(0, len(sound), BLOCK):
        part = sound[at : at + BLOCK]
        partner.frame += len(part) * SAMPLE_RATE // HEARING_RATE
        ears.hear(part)


@pytest.mark.parametrize(
    ("hypothesis", "posted", "noted"),
    [
        (answer("next one", {"sure": 5.0}), CommandHeard(Command("next")), []),
        (answer("twenty more seconds", {"sure": 5.0}), CommandHeard(Command("longer", 20)), []),
        (answer("next one", {"sure": 0.5}), NearlyHeard(), ["nearly"]),
        (answer("next one", {"sure": 0.0}), VoiceEnded(), ["not-sure"]),
        (answer("what a day"), VoiceEnded(), ["not-a-command"]),
    ],
    ids=["a command", "with its number", "nearly one", "hardly one", "other talk"],
)
def test_what_is_posted_and_noted(hypothesis: Hypothesis, posted: object, noted: list[str]) -> None:
    partner = Noting()
    hear(ears_for(partner, hypothesis), partner, bursts(2.0, total_seconds=4.0))
    assert partner.posted == [VoiceBegan(), posted]
    assert [note["why"] for note in partner.notes] == noted
    for note in partner.notes:
        assert (note["event"], note["text"]) == ("command_ignored", hypothesis.text)
        assert note["start"] == pytest.approx(2.0, abs=0.05)
        assert note["end"] == pytest.approx(2.5, abs=0.06)


def test_a_rating_has_its_value() -> None:
    partner = Noting("rating")
    hear(ears_for(partner, answer("seven", {"sure": 5.0})), partner, bursts(2.0, total_seconds=4.0))
    assert partner.posted[-1] == CommandHeard(Command("rate", 7))


def test_a_command_tells_where_it_lies_on_the_sessions_clock() -> None:
    partner = Noting()
    hear(ears_for(partner, answer("next one", {"sure": 5.0})), partner, bursts(2.0, total_seconds=4.0))
    (heard,) = partner.heard
    assert (heard.text, heard.source, heard.unsure) == ("next one", "voice", False)
    assert heard.confidence > 0.9
    assert heard.start_frame / SAMPLE_RATE == pytest.approx(2.0, abs=0.05)
    assert heard.end_frame / SAMPLE_RATE == pytest.approx(2.5, abs=0.06)


def test_a_session_that_is_over_hears_nothing_but_is_recorded(tmp_path: Path) -> None:
    partner, recorder = Noting("ended"), Recorder(tmp_path)
    sound = bursts(1.0, total_seconds=2.0)
    ears = ears_for(partner, answer("next one", {"sure": 5.0}), recorder=recorder)
    hear(ears, partner, sound)
    recorder.close()
    assert (partner.posted, partner.notes) == ([], [])
    with wave.open(str(tmp_path / "microphone.wav")) as file:
        assert file.getframerate() == HEARING_RATE
        recorded = np.frombuffer(file.readframes(file.getnframes()), np.int16)
    assert np.array_equal(recorded, sound)


def test_ears_follow_one_session_at_a_time_and_in_the_end_none() -> None:
    first, second = Noting(), Noting()
    ears = ears_for(first, answer("next one", {"sure": 5.0}))
    assert (len(first.hearers), len(second.hearers)) == (1, 0)
    ears.attend(first)
    assert len(first.hearers) == 1
    ears.attend(second)
    assert (len(first.hearers), len(second.hearers)) == (0, 1)
    hear(ears, second, bursts(2.0, total_seconds=4.0))
    assert first.posted == []
    assert CommandHeard(Command("next")) in second.posted
    ears.close()
    assert second.hearers == []
