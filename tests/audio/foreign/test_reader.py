"""Whatever a stranger's program wrote is heard once, whole and as it was; what is no sound has a reason."""

from __future__ import annotations

import os
import shutil
import socket
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from tests.audio.foreign.odd_files import (
    BY_FFMPEG,
    RATE_HZ,
    SECONDS,
    TONE_HZ,
    WITHOUT_FFMPEG,
    by_ffmpeg,
    can_write,
    inverted,
    tone,
    wav,
)
from voice_coach.audio.clip import Samples
from voice_coach.audio.foreign.mixing import Downmix
from voice_coach.audio.foreign.reader import ForeignSound
from voice_coach.audio.foreign.unreadable import Unreadable
from voice_coach.audio.foreign.whole import read_whole, seconds_of
from voice_coach.audio.mp3.writer import Mp3Writer
from voice_coach.audio.music import MusicFile
from voice_coach.audio.sample_time import SAMPLE_RATE
from voice_coach.errors import InputError
from voice_coach.listening.audio_file import read_audio
from voice_coach.listening.recogniser import HEARING_RATE
from voice_coach.speaking.recorded.decoding import decode


def check_tone(samples: Samples, rate_hz: int, *, lossy: float = 0.15) -> None:
    """The whole tone once: its length, its pitch, its level, and nothing else."""
    assert len(samples) / rate_hz == pytest.approx(SECONDS, abs=lossy)
    middle = samples[rate_hz : 5 * rate_hz].astype(np.float64)
    spectrum = np.abs(np.fft.rfft(middle * np.hanning(middle.size)))
    assert int(spectrum.argmax()) * rate_hz / middle.size == pytest.approx(TONE_HZ, abs=1.0)
    assert np.sqrt(np.mean(middle**2)) == pytest.approx(0.3 / np.sqrt(2), rel=0.15)


@pytest.mark.parametrize("name", [*WITHOUT_FFMPEG, *BY_FFMPEG])
def test_every_reader_hears_the_whole_of_it_once(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if name in BY_FFMPEG and not can_write(name):
        pytest.skip("this ffmpeg doesn't write it, or there is none")
    if name in WITHOUT_FFMPEG:
        monkeypatch.setattr("shutil.which", lambda _: None)
    path = {**WITHOUT_FFMPEG, **BY_FFMPEG}[name](tmp_path)
    check_tone(read_audio(path) / np.float32(32768), HEARING_RATE)
    check_tone(decode(path).mono(), SAMPLE_RATE)
    assert seconds_of(path) == pytest.approx(SECONDS, abs=0.15)
    music = MusicFile(path)
    heard = music.read(round(4.4 * SAMPLE_RATE))
    music.close()
    assert np.sqrt(np.mean(heard[SAMPLE_RATE:] ** 2)) == pytest.approx(0.3 / np.sqrt(2), rel=0.15)


def test_a_name_relative_to_here_is_taken_as_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    wav(tmp_path / "-")
    check_tone(read_audio(Path("-")) / np.float32(32768), HEARING_RATE)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "is empty"),
        (b"Buy milk.\n" * 9, "is text, not a sound"),
        (b"#EXTM3U\nfile:///etc/passwd\n", "is a list of other files, not a sound"),
        (b"\x89PNG\r\n\x1a\n" + bytes(90), "holds no sound"),
        (bytes(5_000), "holds no sound that can be read"),
    ],
)
@pytest.mark.parametrize("name", ["a.wav", "a.au", "a.mp3", "a.m4a"])
def test_what_is_no_sound_is_told_with_its_reason(
    tmp_path: Path, content: bytes, why: str, name: str
) -> None:
    if shutil.which("ffmpeg") is None:
        pytest.skip("there is no ffmpeg program here")
    (tmp_path / name).write_bytes(content)
    with pytest.raises(Unreadable) as caught:
        read_audio(tmp_path / name)
    assert (caught.value.code, why in caught.value.message) == ("not-audio", True)


def test_a_film_without_sound_is_told(tmp_path: Path) -> None:
    if shutil.which("ffmpeg") is None:
        pytest.skip("there is no ffmpeg program here")
    film = by_ffmpeg(
        tmp_path / "a.mp4",
        "-f",
        "lavfi",
        "-i",
        "color=size=32x32:duration=0.2",
        "-map",
        "1:v",
        "-c:v",
        "mpeg4",
    )
    with pytest.raises(Unreadable, match=r"a\.mp4 holds no sound\."):
        read_audio(film)


def test_what_is_not_an_ordinary_file_is_told_and_never_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.wav")
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(str(tmp_path / "door.wav"))
        for name, why in {
            "pipe.wav": "a regular file",
            "door.wav": "a regular file",
            ".": "is a folder",
            "none.wav": "isn't there",
        }.items():
            with pytest.raises(Unreadable, match=why) as caught:
                read_audio(tmp_path / name)
            assert caught.value.code == ("no-such-file" if name == "none.wav" else "not-audio")


def test_without_ffmpeg_the_program_is_named_only_if_it_would_help(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.which", lambda _: None)
    (tmp_path / "a.wav").write_bytes(b"\x1aE\xdf\xa3" + bytes(200))
    (tmp_path / "b.wav").write_bytes(b"\1\2\3\4" + bytes(200))
    with pytest.raises(Unreadable, match="needs the ffmpeg program, which isn't installed"):
        read_audio(tmp_path / "a.wav")
    with pytest.raises(Unreadable, match="a sound file of any kind that is known"):
        read_audio(tmp_path / "b.wav")


def test_limits_count_what_was_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = wav(tmp_path / "a.wav")
    with pytest.raises(Unreadable, match="is longer than 5 seconds"):
        read_whole(path, 5.0)
    monkeypatch.setattr("voice_coach.listening.audio_file._LONGEST_SECONDS", 5.0)
    with pytest.raises(InputError, match="longer than six hours"):
        read_audio(path)


def test_what_comes_before_the_damage_is_heard_and_makes_no_voice(tmp_path: Path) -> None:
    path = tmp_path / "a.flac"
    soundfile.write(path, np.concatenate([tone(), tone()]), RATE_HZ)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) * 2 // 3])
    assert 6.5 < len(read_audio(path)) / HEARING_RATE < 9.5
    with pytest.raises(InputError, match="is damaged"):
        decode(path)


def test_two_mp3s_in_one_file_are_heard_both(tmp_path: Path) -> None:
    """The first one's head promises only its own length."""
    path = tmp_path / "a.mp3"
    with Mp3Writer(path) as writer:
        writer.write(np.repeat(tone(), 2)[: round(3 * SAMPLE_RATE)])
    path.write_bytes(path.read_bytes() * 2)
    assert seconds_of(path) == pytest.approx(6.0, abs=0.3)


def test_samples_that_are_no_numbers_are_silence(tmp_path: Path) -> None:
    sound = tone()
    sound[RATE_HZ : RATE_HZ + 9] = [np.nan, np.inf, -np.inf] * 3
    soundfile.write(tmp_path / "a.wav", sound, RATE_HZ, subtype="FLOAT")
    with np.errstate(all="raise"):
        check_tone(read_audio(tmp_path / "a.wav") / np.float32(32768), HEARING_RATE)
    with pytest.raises(Unreadable, match="is damaged"):
        read_whole(tmp_path / "a.wav", 60.0)


def test_honest_files_are_read_as_they_say(tmp_path: Path) -> None:
    """What stands after the sound in a WAV is no sound."""
    content = wav(tmp_path / "a.wav").read_bytes()
    (tmp_path / "a.wav").write_bytes(content + b"LIST" + (40_000).to_bytes(4, "little") + b"\x7f" * 40_000)
    assert seconds_of(tmp_path / "a.wav") == SECONDS
    soundfile.write(tmp_path / "empty.wav", np.zeros(0, np.float32), RATE_HZ)
    assert seconds_of(tmp_path / "empty.wav") == 0


@given(st.floats(0.0, 1.0), st.floats(-1.0, 1.0), st.integers(1, 4))
def test_a_mix_is_the_mean_unless_channels_cancel(left: float, right: float, blocks: int) -> None:
    stereo = np.stack([left * tone(1.0), right * tone(1.0)], axis=1).astype(np.float32)
    mixer = Downmix(2)
    mixed = np.concatenate([mixer.feed(part) for part in np.array_split(stereo, blocks)])
    level, mean = (float(np.sqrt(np.mean(each[4_000:] ** 2))) for each in (mixed, stereo.mean(axis=1)))
    softer = min(left, abs(right))
    if right >= 0 or softer < 0.5 * left or left < 0.5 * softer:
        assert level == pytest.approx(mean, abs=1e-6)
    assert level >= 0.2 * softer * 0.3 / np.sqrt(2) - 1e-4


def test_a_mix_turns_without_a_click() -> None:
    quiet = np.stack([0.1 * tone(1.0), 0.1 * tone(1.0)], axis=1)
    crossed = np.stack([tone(1.0), -tone(1.0)], axis=1)
    mixer = Downmix(2)
    mixed = np.concatenate([mixer.feed(block) for block in (quiet, crossed, quiet)])
    steepest = 0.3 * 2 * np.pi * TONE_HZ / RATE_HZ
    assert np.abs(np.diff(mixed)).max() < 1.2 * steepest


def test_an_hours_recording_is_read_in_little_memory(tmp_path: Path) -> None:
    import tracemalloc

    path = inverted(tmp_path / "a.wav")
    with soundfile.SoundFile(path, "w", 8_000, 2) as file:
        for _ in range(60):
            file.write(np.zeros((60 * 8_000, 2), np.int16))
    tracemalloc.start()
    with ForeignSound(path) as sound:
        assert sum(len(block) for block in sound.mono()) == 3600 * 8_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8_000_000
