"""The Wyoming services by that package's own client: as ``hear`` and ``voices --say`` give."""

from __future__ import annotations

import json
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
import soundfile
from wyoming.asr import Transcribe, Transcript
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.error import Error
from wyoming.event import Event
from wyoming.info import Describe, Info
from wyoming.tts import Synthesize, SynthesizeVoice

from tests.cli.calling import PROGRAM, child
from tests.home.client import ask, service, transcribe
from tests.said_aloud import microphone, needs_flite
from voice_coach.errors import InputError
from voice_coach.home.desk import Desk, Utterance
from voice_coach.home.service import check_address, serve

PHRASES = ("next one", "pause it", "stop session")


@pytest.fixture(scope="module")
def uri(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A running service."""
    folder = tmp_path_factory.mktemp("w")
    command = [*PROGRAM, "wyoming", "--voice", "espeak"]
    with service(command, folder / "s", {"VOICE_COACH_HOME": str(folder / "own")}) as address:
        yield address


@needs_flite
def test_commands_are_heard_as_hear_hears_them(uri: str, tmp_path: Path) -> None:
    for number, phrase in enumerate(PHRASES):
        path = tmp_path / f"{number}.wav"
        soundfile.write(path, microphone((0.5, phrase), seconds=3), 16_000)
    sounds = [soundfile.read(tmp_path / f"{number}.wav", dtype="int16")[0] for number in range(len(PHRASES))]
    files = [tmp_path / f"{number}.wav" for number in range(len(PHRASES))]
    lines = child("hear", *files, "--json").out.splitlines()
    by_hear = [" ".join(one["text"] for one in json.loads(line)["commands"]) for line in lines]
    assert [transcribe(uri, sound.tobytes()) for sound in sounds] == by_hear
    assert sum(map(bool, by_hear)) >= 2
    stereo = sounds[0].repeat(2).tobytes()
    assert transcribe(uri, stereo, channels=2) == by_hear[0]


def test_text_is_said_as_voices_say_says_it(uri: str, tmp_path: Path) -> None:
    text = "Roll slowly for 20-30 s."
    wanted = Synthesize(text=text, voice=SynthesizeVoice(name="espeak:en-us"))
    got = ask(uri, [wanted.event()], "audio-stop")
    start = AudioStart.from_event(got[0])
    assert (start.rate, start.width, start.channels) == (24_000, 2, 1)
    sound = b"".join(AudioChunk.from_event(one).audio for one in got[1:-1])
    assert child("voices", "--say", text, "--voice", "espeak:en-us", "-o", tmp_path / "x.wav").code == 0
    with wave.open(str(tmp_path / "x.wav")) as file:
        said = file.readframes(file.getnframes())
    assert said.startswith(sound)
    assert not said[len(sound) :].strip(b"\0"), "and then half a second of nothing"
    assert len(sound) > 24_000


def test_it_says_what_it_offers(uri: str) -> None:
    info = Info.from_event(ask(uri, [Describe().event()], "info")[-1])
    assert info.asr[0].models[0].languages == ["en"]
    assert "espeak:en-us" in {voice.name for voice in info.tts[0].voices}


@pytest.mark.parametrize(
    ("event", "code"),
    [
        (Synthesize(text=" ").event(), "bad-text"),
        (Synthesize(text="x" * 3_000).event(), "bad-text"),
        (Synthesize(text="hi", voice=SynthesizeVoice(name="../../etc")).event(), "unknown-voice"),
        (Transcribe(language="de").event(), "unknown-language"),
        (AudioStart(rate=16_000, width=4, channels=1).event(), "bad-sound"),
        (Event(type="synthesize"), "bad-event"),
        (Event(type="audio-start", data={"rate": "x", "width": 2, "channels": 1}), "bad-sound"),
    ],
)
def test_nonsense_gets_an_error_and_the_service_goes_on(uri: str, event: Event, code: str) -> None:
    assert Error.from_event(ask(uri, [event], "error")[-1]).code == code
    assert ask(uri, [Describe().event()], "info")


def test_nothing_said_is_nothing_heard(uri: str) -> None:
    assert Transcript.from_event(ask(uri, [AudioStop().event()], "transcript")[-1]).text == ""


def test_an_utterance_has_an_end() -> None:
    utterance = Utterance(16_000, 2, 1)
    for _ in range(70):
        utterance.add(b"\1\0" * 16_000)
    assert len(utterance.samples()) == 60 * 16_000


def test_addresses() -> None:
    assert not check_address("tcp://127.0.0.1:10300")
    assert not check_address("unix:///run/x")
    assert check_address("tcp://0.0.0.0:10300")
    for bad in ("tcp://127.0.0.1", "tcp://x:99999", "http://x:1", "stdio://", "10300", "unix://"):
        with pytest.raises(InputError, match="is no address"):
            check_address(bad)


def test_a_taken_address_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="can't be listened at"):
        serve(f"unix://{tmp_path}/no/such/folder", cast(Desk, None))
