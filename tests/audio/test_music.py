"""Music files: every kind, at one level, without a seam, in little memory; and whatever bytes are given."""

from __future__ import annotations

import shutil
import subprocess
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from voice_coach.audio.clip import Samples
from voice_coach.audio.loudness import loudness_lufs
from voice_coach.audio.music import MusicFile
from voice_coach.audio.sample_time import SAMPLE_RATE, to_frames
from voice_coach.errors import InputError, MissingPartError, VoiceCoachError
from voice_coach.playing.assemble import open_music

SECONDS = 9
NEEDS_FFMPEG = pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="there is no ffmpeg program here")
Write = Callable[..., Path]


BLEND_FRAMES = to_frames(1.5)


def tones(seconds: float, rate: int, channels: int = 2) -> Samples:
    time = np.arange(round(seconds * rate)) / rate
    tone = 0.2 * np.sin(2 * np.pi * 220 * time) * (1.0 + 0.5 * np.sin(2 * np.pi * 0.7 * time))
    return np.repeat(tone[:, None], channels, axis=1).astype(np.float32)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def music(name: str, seconds: float = SECONDS, rate: int = 44_100, gain: float = 1.0) -> Path:
        path = tmp_path / name
        soundfile.write(path, gain * tones(seconds, rate), rate)
        return path

    return music


@pytest.mark.parametrize("name", ["m.wav", "m.flac", "m.ogg", "m.mp3"])
@pytest.mark.parametrize("gain", [0.05, 1.0])
def test_every_kind_of_file_comes_at_the_same_level(write: Write, name: str, gain: float) -> None:
    heard = open_music(write(name, gain=gain)).read(30 * SAMPLE_RATE)
    assert heard.dtype == np.float32
    assert loudness_lufs(heard) == pytest.approx(-19.0 - 16.0, abs=0.7)


@NEEDS_FFMPEG
def test_m4a_goes_through_ffmpeg_and_leaves_nothing_behind(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wav, m4a, temporary = write("m.wav"), tmp_path / "m.m4a", tmp_path / "temporary"
    subprocess.run(["ffmpeg", "-v", "error", "-i", wav, m4a], check=True)
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    music = MusicFile(m4a)
    assert list(temporary.iterdir())
    assert loudness_lufs(music.read(8 * SAMPLE_RATE)) == pytest.approx(
        loudness_lufs(MusicFile(wav).read(8 * SAMPLE_RATE)), abs=0.5
    )
    music.close()
    assert not list(temporary.iterdir())


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, 40_000), min_size=1, max_size=8).filter(any))
def test_it_does_not_matter_how_it_is_asked_for(write: Write, sizes: list[int]) -> None:
    path = write("m.flac", 5.0)
    whole = MusicFile(path).read(12 * SAMPLE_RATE)
    music = MusicFile(path)
    parts: list[Samples] = []
    done = 0
    while done < whole.shape[0]:
        parts.append(music.read(min(sizes[len(parts) % len(sizes)], whole.shape[0] - done)))
        done += parts[-1].shape[0]
    assert np.array_equal(np.concatenate(parts), whole)


def test_it_loops_without_a_seam(tmp_path: Path) -> None:
    """A file that ends high and begins low would click by 1.0 where it starts again."""
    path = tmp_path / "ramp.wav"
    soundfile.write(
        path, np.linspace(-0.5, 0.5, 6 * SAMPLE_RATE, dtype=np.float32), SAMPLE_RATE, subtype="FLOAT"
    )
    heard = MusicFile(path).read(20 * SAMPLE_RATE)
    after_the_start = np.abs(np.diff(heard[SAMPLE_RATE // 10 :]))
    assert after_the_start.max() < 1.6 / BLEND_FRAMES
    period = 6 * SAMPLE_RATE - BLEND_FRAMES
    assert np.allclose(heard[period : 2 * period], heard[2 * period : 3 * period], atol=1e-6)


def test_an_hour_takes_no_more_memory_than_a_minute(tmp_path: Path) -> None:
    path = tmp_path / "long.wav"
    minute = tones(60, SAMPLE_RATE, 1)[:, 0]
    with soundfile.SoundFile(path, "w", SAMPLE_RATE, 1) as file:
        for _ in range(60):
            file.write(minute)
    tracemalloc.start()
    music = open_music(path)
    tracemalloc.reset_peak()
    for _ in range(60):
        music.read(SAMPLE_RATE)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10_000_000


@pytest.mark.parametrize("seconds", [0.0, 0.5, 3.9])
def test_what_is_too_short_is_refused(write: Write, seconds: float) -> None:
    with pytest.raises(InputError, match="is shorter than 4 seconds"):
        MusicFile(write("m.wav", seconds))


def test_silence_is_refused(write: Write) -> None:
    with pytest.raises(InputError, match="is silent"):
        open_music(write("m.wav", gain=0.0))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    for path in (tmp_path / "none.mp3", tmp_path):
        with pytest.raises(InputError, match="There is no music file") as caught:
            MusicFile(path)
        assert caught.value.code == "music"


def test_without_ffmpeg_one_sentence_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "m.m4a"
    path.write_bytes(b"\0\0\0\x20ftypM4A " + bytes(900))
    monkeypatch.setattr("shutil.which", lambda _: None)
    with pytest.raises(MissingPartError, match="needs the ffmpeg program") as caught:
        MusicFile(path)
    assert caught.value.hint.startswith("Install ffmpeg")


@NEEDS_FFMPEG
def test_a_playlist_reaches_no_other_file(tmp_path: Path, write: Write) -> None:
    write("secret.wav")
    path = tmp_path / "list.m3u8"
    path.write_text("#EXTM3U\n#EXTINF:9,\nhttp://127.0.0.1:9/secret.wav\n")
    with pytest.raises(InputError, match="holds no music that can be read"):
        MusicFile(path)


@pytest.mark.parametrize("name", ["m.wav", "m.flac", "m.ogg", "m.mp3"])
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_file_is_refused_or_played_and_never_hangs(
    write: Write, monkeypatch: pytest.MonkeyPatch, name: str, data: st.DataObject
) -> None:
    monkeypatch.setattr("shutil.which", lambda _: None)  # ffmpeg is a whole process each time
    path = write(name, 4.5, rate=16_000)
    whole = path.read_bytes()
    kept = data.draw(st.integers(0, len(whole)))
    damaged = bytearray(whole[:kept])
    for place in data.draw(st.lists(st.integers(0, max(0, kept - 1)), max_size=20)) if kept else []:
        damaged[place] = data.draw(st.integers(0, 255))
    path.write_bytes(damaged)
    try:
        music = open_music(path)
    except VoiceCoachError:
        return
    assert music.read(to_frames(12.0)).shape == (to_frames(12.0),)


def test_a_file_that_goes_away_falls_silent(write: Write) -> None:
    path = write("m.wav", 5.0)
    music = MusicFile(path)
    music.read(SAMPLE_RATE)
    path.unlink()
    assert np.any(music.read(5 * SAMPLE_RATE))
    assert music.read(20 * SAMPLE_RATE).shape == (20 * SAMPLE_RATE,)
