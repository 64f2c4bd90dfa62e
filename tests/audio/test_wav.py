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


def test_it_is_valid_while_it_grows_and_after_an_error(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"

    def interrupted() -> None:
        with WavWriter(path) as writer:
            assert read(path).shape == (0,)
            writer.write(noise(3 * SAMPLE_RATE))
            assert read(path).shape == (3 * SAMPLE_RATE,)
            writer.write(noise(100))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert read(path).shape == (3 * SAMPLE_RATE + 100,)


def test_a_kill_loses_at_most_a_second(tmp_path: Path) -> None:
    script = """
import os, signal, sys, pathlib, numpy
from voice_coach.audio.wav import WavWriter
writer = WavWriter(pathlib.Path(sys.argv[1]))
for _ in range(500):
    writer.write(numpy.full(512, 0.5, numpy.float32))
os.kill(os.getpid(), signal.SIGKILL)
"""
    if not hasattr(signal, "SIGKILL"):
        pytest.skip("no SIGKILL on this system")
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", script, tmp_path / "a.wav"], cwd=root, env={**os.environ}, check=False
    )
    assert done.returncode == -signal.SIGKILL
    assert 500 * 512 - SAMPLE_RATE - 512 < read(tmp_path / "a.wav").shape[0] <= 500 * 512


def test_a_full_disk_is_told_and_leaves_a_valid_file(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    with small_files(100_000), WavWriter(path) as writer:
        writer.write(noise(2 * SAMPLE_RATE))
        with pytest.raises(OutputError, match="could not be written") as caught:
            writer.write(noise(SAMPLE_RATE))
        writer.abort()
    assert caught.value.hint
    assert read(path).shape == (2 * SAMPLE_RATE,)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="No such file") as caught:
        WavWriter(tmp_path / "no" / "a.wav")
    assert "folder does not exist" in caught.value.hint
