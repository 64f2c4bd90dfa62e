"""The chirp is found where it is, however faint, and nowhere else."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from voice_coach.audio.chirp import chirp, find_chirp


@given(
    st.sampled_from([8_000, 16_000, 44_100, 48_000]),
    st.floats(0.0, 0.7),
    st.floats(-40.0, 6.0),
    st.floats(-90.0, -10.0),
    st.integers(0, 1000),
)
def test_found_to_the_sample_with_its_level(
    rate_hz: int, at_seconds: float, gain_db: float, noise_db: float, seed: int
) -> None:
    noise_db = min(noise_db, gain_db - 20.0)  # as loud as the chirp
    start = round(at_seconds * rate_hz)
    heard = np.random.default_rng(seed).normal(0.0, 10 ** (noise_db / 20), rate_hz).astype(np.float32)
    made = chirp(rate_hz)
    heard[start : start + made.shape[0]] += made[: rate_hz - start] * np.float32(10 ** (gain_db / 20))
    found = find_chirp(heard, rate_hz)
    assert found is not None
    assert found.at_seconds == pytest.approx(start / rate_hz, abs=3 / rate_hz)
    assert found.gain_db == pytest.approx(gain_db, abs=1.5)


@pytest.mark.parametrize("seed", [335, 1259, 1289, 1469])
def test_not_found_where_noise_was_once_taken_for_it(seed: int) -> None:
    assert find_chirp(np.random.default_rng(seed).normal(0.0, 1.0, 16_000).astype(np.float32), 16_000) is None


@given(st.integers(0, 10_000), st.integers(50, 4_000), st.integers(0, 12_000))
@example(1192, 536, 1017)
def test_not_found_in_a_burst_in_silence(seed: int, length: int, at: int) -> None:
    heard = np.zeros(16_000, np.float32)
    heard[at : at + length] = np.random.default_rng(seed).normal(0.0, 0.3, 16_000 - at)[:length]
    assert find_chirp(heard, 16_000) is None


@given(st.integers(0, 10_000), st.floats(-90.0, 0.0))
def test_not_found_in_noise(seed: int, level_db: float) -> None:
    noise = np.random.default_rng(seed).normal(0.0, 10 ** (level_db / 20), 16_000).astype(np.float32)
    assert find_chirp(noise, 16_000) is None


@pytest.mark.parametrize("frames", [0, 10, 16_000])
def test_not_found_in_silence(frames: int) -> None:
    assert find_chirp(np.zeros(frames, dtype=np.float32), 16_000) is None
