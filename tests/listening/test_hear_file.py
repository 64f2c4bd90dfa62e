"""Whole recordings: any format and rate in, commands out, with the engine that ships."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.listening.voices import flite, real_voices, said
from voice_coach.errors import InputError
from voice_coach.listening.audio_file import read_audio, with_room_tone
from voice_coach.listening.choose import open_recogniser
from voice_coach.listening.hear_file import hear_file, hear_samples
from voice_coach.listening.heard import CommandHeard
from voice_coach.listening.listener import Listener
from voice_coach.listening.phrase_file import load_grammar
from voice_coach.listening.recogniser import HEARING_RATE, Recogniser
from voice_coach.listening.resample import HearingResampler

GRAMMAR = load_grammar()


@pytest.fixture(scope="module")
def ears() -> Iterator[Recogniser]:
    recogniser = open_recogniser("acoustic", GRAMMAR, "working")
    yield recogniser
    recogniser.close()


@pytest.mark.parametrize(
    ("text", "state", "command", "number"),
    [
        ("hold longer", "working", "longer", None),
        ("twenty more seconds", "working", "longer", 20),
        ("switch sides", "working", "switch", None),
        ("stop session", "working", "stop", None),
        ("go back to that", "working", "undo", None),
        ("it hurts", "rating", "easier", None),
        ("yes please", "confirm", "yes", None),
        ("seven", "rating", "rate", 7),
        ("left side", "side", "left", None),
    ],
)
def test_synthetic_people_are_understood(
    text: str, state: str, command: str, number: int | None, ears: Recogniser, tmp_path: Path
) -> None:
    (heard,) = hear_file(flite(text, tmp_path), state, ears, GRAMMAR)
    assert heard.command == command
    assert (heard.seconds if heard.value is None else heard.value) == number
    assert 0 <= heard.start_seconds < heard.end_seconds
    assert {"command", "text", "start", "end", "confidence"} <= set(heard.as_json())


@pytest.mark.parametrize("text", ["the weather is lovely today", "banana", "my sister bought a house"])
def test_other_talk_is_no_command(text: str, ears: Recogniser, tmp_path: Path) -> None:
    assert hear_file(flite(text, tmp_path), "working", ears, GRAMMAR) == ()


@pytest.mark.parametrize(
    ("ending", "rate"), [("wav", 44_100), ("flac", 48_000), ("mp3", 22_050), ("ogg", 16_000)]
)
def test_any_format_and_rate_is_read(ending: str, rate: int, ears: Recogniser, tmp_path: Path) -> None:
    import soundfile
    import soxr

    speech = said("hold longer", tmp_path) / 32768
    there = soxr.resample(speech, HEARING_RATE, rate)
    path = tmp_path / f"said.{ending}"
    soundfile.write(path, np.stack([there, there], axis=1), rate)
    assert len(read_audio(path)) == pytest.approx(len(speech), abs=0.1 * HEARING_RATE)
    assert [heard.command for heard in hear_file(path, "working", ears, GRAMMAR)] == ["longer"]


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg isn't installed")
def test_a_phones_recording_is_read(tmp_path: Path) -> None:
    tone = tmp_path / "tone.m4a"
    source = ["-f", "lavfi", "-i", "sine=frequency=440:duration=1.5:sample_rate=44100"]
    subprocess.run(["ffmpeg", "-v", "error", *source, "-ac", "2", str(tone)], check=True, timeout=60)
    sound = read_audio(tone)
    assert len(sound) == pytest.approx(1.5 * HEARING_RATE, abs=0.1 * HEARING_RATE)
    spectrum = np.abs(np.fft.rfft(sound[:HEARING_RATE].astype(float)))
    assert int(spectrum.argmax()) == 440
    tone.write_bytes(b"no sound at all")
    with pytest.raises(InputError) as raised:
        read_audio(tone)
    assert raised.value.code == "not-audio"


def test_files_that_are_none_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError) as raised:
        read_audio(tmp_path / "nothing.wav")
    assert raised.value.code == "no-such-file"
    (tmp_path / "text.wav").write_text("not a sound", encoding="utf-8")
    with pytest.raises(InputError) as raised:
        read_audio(tmp_path / "text.wav")
    assert raised.value.code == "not-audio"


@given(noise=st.binary(max_size=200), at=st.integers(0, 60), cut=st.integers(0, 20))
def test_a_damaged_file_is_read_or_refused(
    noise: bytes, at: int, cut: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    import io

    import soundfile

    whole = io.BytesIO()
    soundfile.write(whole, np.zeros(500, np.int16), 16_000, format="WAV")
    path = tmp_path_factory.mktemp("damaged") / "some.wav"
    content = whole.getvalue()
    path.write_bytes(content[:at] + noise + content[at + cut :])
    try:
        assert read_audio(path).dtype == np.int16
    except InputError as error:
        assert error.code in ("not-audio", "audio-too-long")


@given(st.lists(st.integers(1, 9000), min_size=1, max_size=5))
def test_resampling_in_blocks_is_resampling(sizes: list[int]) -> None:
    sound = np.sin(np.arange(22_050) / 9).astype(np.float32)
    whole = HearingResampler(22_050)
    expected = np.concatenate([whole.feed(sound), whole.feed(sound[:0], last=True)])
    stream = HearingResampler(22_050)
    parts, at, turn = [], 0, 0
    while at < len(sound):
        size = sizes[turn % len(sizes)]
        parts.append(stream.feed(sound[at : at + size]))
        at, turn = at + size, turn + 1
    got = np.concatenate([*parts, stream.feed(sound[:0], last=True)])
    assert len(got) == len(expected)
    assert np.abs(got.astype(int) - expected).max() <= 1


def test_blocks_of_any_size_hear_the_same(ears: Recogniser, tmp_path: Path) -> None:
    sound = with_room_tone(said("switch sides", tmp_path), 0.5, 1)
    expected = list(hear_samples(said("switch sides", tmp_path), "working", ears, GRAMMAR))
    for size in (160, 512, 4096):
        listener = Listener(ears, GRAMMAR, "working")
        found = [event for at in range(0, len(sound), size) for event in listener.feed(sound[at : at + size])]
        assert [*found, *listener.flush()] == expected


def test_an_address_word_is_heard(tmp_path: Path) -> None:
    addressed = GRAMMAR.addressed("coach")
    ears = open_recogniser("acoustic", addressed, "working")
    (heard,) = hear_file(flite("coach, hold longer", tmp_path), "working", ears, addressed)
    assert (heard.command, heard.text) == ("longer", "coach hold longer")


def test_real_people_are_heard(ears: Recogniser) -> None:
    folder = real_voices()
    right = wrong = 0
    for word in ("left", "right"):
        for path in sorted((folder / "commands" / word).iterdir())[:8]:
            found = [heard.command for heard in hear_file(path, "side", ears, GRAMMAR)]
            right += found == [word]
            wrong += any(command != word for command in found)
    assert right >= 12
    assert wrong <= 1


def test_real_talk_and_noise_is_left_alone(ears: Recogniser) -> None:
    folder = real_voices()
    paths = [*sorted((folder / "speech").iterdir())[3::90], *sorted((folder / "noise").iterdir())[4::15]]
    found = [heard for path in paths for heard in hear_file(path, "working", ears, GRAMMAR)]
    assert len(found) <= 1
    assert not {heard.command for heard in found} & {"stop", "pause", "easier", "next", "undo"}


def test_silence_is_silent(ears: Recogniser) -> None:
    events = hear_samples(np.zeros(3 * HEARING_RATE, np.int16), "working", ears, GRAMMAR)
    assert [event for event in events if isinstance(event, CommandHeard)] == []
