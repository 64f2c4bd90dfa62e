"""The WAV writer: exact samples, and a valid file at every moment."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import wave
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.audio.limits import small_files
from voice_coach.audio.pcm import to_int16
from voice_coach.audio.sample_time import SAMPLE_RATE
from voice_coach.audio.wav import WavWriter
from voice_coach.errors import OutputError


def read(path: Path) -> np.ndarray:
    with wave.open(str(path)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, SAMPLE_RATE)
        return np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")


def noise(frames: int) -> np.ndarray:
    return np.random.default_rng(3).uniform(-0.8, 0.8, frames).astype(np.float32)


@given(st.floats(-3, 3, width=32))
def test_a_sample_is_rounded_to_the_nearest(value: float) -> None:
    got = int(np.frombuffer(to_int16(np.array([value], dtype=np.float32)), dtype="<i2")[0])
    assert abs(got - max(-32_767.0, min(32_767.0, value * 32_767.0))) <= 0.502
    assert to_int16(np.array([0.0, -0.0], dtype=np.float32)) == bytes(4)


def test_what_was_written_is_read(tmp_path: Path) -> None:
    sound = noise(100_000)
    with WavWriter(tmp_path / "a.wav") as writer:
        for at in range(0, sound.shape[0], 777):
            writer.write(sound[at : at + 777])
        assert writer.frames == 100_000
    assert writer.close() == (tmp_path / "a.wav").stat().st_size
    assert np.array_equal(read(tmp_path / "a.wav"), np.frombuffer(to_int16(sound), dtype="<i2"))


def test_nothing_stays_of_what_was_broken_off(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(b"before")

    def interrupted() -> None:
        with WavWriter(path) as writer:
            writer.write(noise(3 * SAMPLE_RATE))
            assert path.read_bytes() == b"before"
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL on this system")
def test_what_a_kill_leaves_goes_with_the_next_writing(tmp_path: Path) -> None:
    script = """
import os, signal, sys, pathlib, numpy
from voice_coach.audio.wav import WavWriter
writer = WavWriter(pathlib.Path(sys.argv[1]))
for _ in range(500):
    writer.write(numpy.full(512, 0.5, numpy.float32))
os.kill(os.getpid(), signal.SIGKILL)
"""
    root = Path(__file__).parents[2]
    path = tmp_path / "a.wav"
    done = subprocess.run([sys.executable, "-c", script, path], cwd=root, env={**os.environ}, check=False)
    assert done.returncode == -signal.SIGKILL
    (left,) = tmp_path.iterdir()
    assert left.name.startswith(".a.wav.")
    with WavWriter(path) as living, WavWriter(path) as writer:
        assert len(list(tmp_path.iterdir())) == 2  # the two that are being written
        for each in (living, writer):
            each.write(noise(100))
    assert list(tmp_path.iterdir()) == [path]


def test_a_full_disk_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"

    def play() -> None:
        with WavWriter(path) as writer:
            for _ in range(5):
                writer.write(noise(SAMPLE_RATE))

    with small_files(100_000), pytest.raises(OutputError, match="couldn't be written") as caught:
        play()
    assert caught.value.hint
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="No such file") as caught:
        WavWriter(tmp_path / "no" / "a.wav")
    assert "folder doesn't exist" in caught.value.hint


@pytest.mark.skipif(sys.platform == "win32", reason="links of POSIX")
def test_a_link_stays_and_what_it_leads_to_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    (tmp_path / "link.wav").symlink_to(Path("below") / "real.wav")
    for _ in range(2):  # a file that isn't there yet, then one that is
        with WavWriter(tmp_path / "link.wav") as writer:
            writer.write(noise(100))
        assert (tmp_path / "link.wav").is_symlink()
        assert read(tmp_path / "below" / "real.wav").shape == (100,)
    (tmp_path / "loop.wav").symlink_to("loop.wav")
    with pytest.raises(OutputError, match=r"loop\.wav"):
        WavWriter(tmp_path / "loop.wav")


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe of POSIX")
def test_a_pipe_takes_it_as_it_comes(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.wav")
    reader = subprocess.Popen(["cat", tmp_path / "pipe.wav"], stdout=subprocess.PIPE)
    with WavWriter(tmp_path / "pipe.wav") as writer:
        writer.write(noise(100))
    assert len(reader.communicate(timeout=20)[0]) == 44 + 200
