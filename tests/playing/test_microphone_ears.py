"""A fault in what hears does not leave a session deaf, and a full disk ends only the recording."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.playing.engine.sessions import ListJournal, engine_for
from tests.said_aloud import microphone, needs_flite
from voice_coach.audio.input_stream import CapturedBlock
from voice_coach.audio.output_stream import BLOCK_FRAMES
from voice_coach.audio.sample_time import SAMPLE_RATE
from voice_coach.listening.choose import open_recogniser
from voice_coach.listening.echo.port import EchoStatus, Removed
from voice_coach.listening.listener import Listener
from voice_coach.listening.own_sound import EchoRemoval
from voice_coach.listening.phrase_file import load_grammar
from voice_coach.listening.recogniser import HEARING_RATE, Recogniser, Speech
from voice_coach.listening.recorder import Recorder
from voice_coach.listening.taken import Taken
from voice_coach.playing.ears import Ears, Partner
from voice_coach.playing.microphone_ears import MicrophoneEars

BLOCK_SAMPLES = 480
MANY = range(10_000)


class Recorded:
    """A microphone that gives a recording, block by block, and then nothing."""

    def __init__(self, recording: Speech) -> None:
        self._blocks = [
            CapturedBlock(recording[at : at + BLOCK_SAMPLES], at, 0.0, HEARING_RATE)
            for at in range(0, len(recording), BLOCK_SAMPLES)
        ]
        self.over = threading.Event()

    def read(self, timeout_seconds: float) -> CapturedBlock | None:
        if self._blocks:
            return self._blocks.pop(0)
        self.over.set()
        return None


class Faulty:
    """Both ports of `EchoRemoval`; raises at some of the blocks, counted over all of its kind."""

    latency_samples = 0
    status = EchoStatus()

    def __init__(self, faults: Collection[int], counter: Iterator[int]) -> None:
        self._faults = faults
        self._counter = counter

    def process(self, microphone: Speech, reference: Speech) -> Removed:
        if next(self._counter) in self._faults:
            raise IndexError("out of bounds")
        return Removed(microphone, microphone)

    def shift(self, skipped: Speech, put_in_samples: int) -> None:
        raise AssertionError("nothing ever jumps here")

    def take(self, count: int) -> Taken:
        return Taken(np.zeros(count, np.int16))


@pytest.fixture(scope="module")
def recogniser() -> Iterator[Recogniser]:
    opened = open_recogniser("acoustic", load_grammar("en"), "setup")
    yield opened
    opened.close()


def _journal(recogniser: Recogniser, recording: Speech, faults: Collection[int]) -> ListJournal:
    journal, counter, source = ListJournal(), iter(MANY), Recorded(recording)
    with engine_for(journal=journal) as engine:

        def make(partner: Partner) -> Ears:
            faulty = Faulty(faults, counter)
            listener = Listener(recogniser, load_grammar("en"), "setup")
            return Ears(listener, partner, echo=EchoRemoval(faulty, faulty))

        engine.render(BLOCK_FRAMES)
        ears = MicrophoneEars(make, source)
        ears.attend(engine)
        if faults is MANY:
            ears.wait(60.0)
        else:
            assert source.over.wait(60.0)
        ears.close()
        while engine.position < 60 * SAMPLE_RATE:
            engine.render(BLOCK_FRAMES)
    return journal


@needs_flite
def test_after_a_fault_the_next_command_is_heard(recogniser: Recogniser) -> None:
    journal = _journal(recogniser, microphone((4.0, "next one"), seconds=7), {100})
    faults = [fields for event, _, fields in journal.lines if event == "hearing_failed"]
    assert faults == [{"why": "IndexError: out of bounds"}]
    assert journal.times("command_heard", command="next")


def _gave_up(journal: ListJournal) -> bool:
    said = [str(fields["text"]) for event, _, fields in journal.lines if event == "prompt"]
    return any("I can't hear you" in text for text in said)


def test_faults_that_do_not_end_are_told_the_runner(recogniser: Recogniser) -> None:
    journal = _journal(recogniser, microphone(seconds=4), MANY)
    assert len(journal.times("hearing_failed")) == 3
    assert _gave_up(journal)


def test_a_fault_now_and_then_is_not(recogniser: Recogniser) -> None:
    rarely = range(50, 5000, 400)
    journal = _journal(recogniser, microphone(seconds=70), rarely)
    assert len(journal.times("hearing_failed")) == 6
    assert not _gave_up(journal)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_a_full_disk_ends_the_recording_only(recogniser: Recogniser, tmp_path: Path) -> None:
    (tmp_path / "microphone.wav").symlink_to("/dev/full")
    recorder, journal = Recorder(tmp_path), ListJournal()
    with engine_for(journal=journal) as engine:
        listener = Listener(recogniser, load_grammar("en"), "setup")
        source = Recorded(microphone(seconds=4))
        ears = MicrophoneEars(lambda partner: Ears(listener, partner, recorder=recorder), source)
        ears.attend(engine)
        assert source.over.wait(60.0)
        ears.close()
    recorder.close()
    assert recorder.failure is not None
    assert "No space left" in str(recorder.failure)
    assert not journal.times("hearing_failed")
