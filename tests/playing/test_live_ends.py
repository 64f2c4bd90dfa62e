"""A live session's ends: what they say of themselves, and a microphone that can't be had."""

from __future__ import annotations

from typing import cast

import pytest

from tests.playing.engine.sessions import ListJournal, engine_for, prompts
from voice_coach.audio.clip import Samples
from voice_coach.audio.speaker import Speaker
from voice_coach.errors import DeviceError
from voice_coach.playing.engine import Engine
from voice_coach.playing.hearing_choices import HearingChoices
from voice_coach.playing.live_ends import LiveEnds


class FakeSpeaker:
    """Takes everything at once."""

    def __init__(self) -> None:
        self.frames = 0
        self.drained = False

    def tell(self, news: object) -> None:
        self.news = news

    def wait_for_room(self) -> None:
        return

    def write(self, samples: Samples) -> None:
        self.frames += samples.shape[0]

    def drain(self) -> None:
        self.drained = True


def ends_for(choices: HearingChoices, speaker: FakeSpeaker | None = None) -> LiveEnds:
    return LiveEnds(cast(Speaker, speaker or FakeSpeaker()), prompts(), "en", choices)


@pytest.mark.parametrize(
    ("recognizer", "microphone", "by_keys"),
    [("none", None, True), ("none", "talk.wav", True), ("acoustic", "talk.wav", False)],
)
def test_without_a_microphone_there_are_keys_or_a_recording(
    recognizer: str, microphone: str | None, by_keys: bool
) -> None:
    ends = ends_for(HearingChoices(recognizer, microphone, None, None))
    told: list[str] = []
    ends.open_ears(told.append)
    assert (ends.hears, ends.by_keys, ends.microphone_name, ends.overflows()) == (False, by_keys, "none", 0)
    assert told == []
    ends.close()


def test_a_session_without_its_microphone_says_so_and_is_played_to_its_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def lost(wanted: str | None) -> None:
        raise DeviceError("There is no microphone.")

    monkeypatch.setattr("voice_coach.audio.microphone.Microphone", lost)
    speaker, journal, told = FakeSpeaker(), ListJournal(), list[str]()
    ends = ends_for(HearingChoices("acoustic", None, None, None), speaker)
    ends.open_ears(told.append)
    assert (ends.hears, ends.by_keys) == (False, True)
    assert [line.partition(":")[0] for line in told] == ["No voice control"]
    blocks: list[int] = []

    def on_block(engine: Engine) -> None:
        blocks.append(engine.position)

    with engine_for(journal=journal) as engine:
        ends.play(engine, on_block, told.append)
        assert engine.finished
    assert blocks == sorted(blocks)
    assert (speaker.frames, speaker.drained) == (blocks[-1], True)
    said = [str(fields["text"]) for event, _, fields in journal.lines if event == "prompt"]
    assert sum(text.startswith("I can't hear you") for text in said) == 1
