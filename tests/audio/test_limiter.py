"""The limiter: never above the ceiling, no frame out of place, no bit that depends on the blocks."""

from __future__ import annotations

import numpy as np
import pytest
import soxr
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.audio.clip import Samples
from voice_coach.audio.curve import amplitude
from voice_coach.audio.limiter import CEILING_DB, CELL_FRAMES, LATENCY_FRAMES, Limiter
from voice_coach.audio.sample_time import SAMPLE_RATE, to_frames

CEILING = np.float32(amplitude(CEILING_DB))
part = st.tuples(
    st.integers(0, 400), st.floats(-4, 4, width=32), st.integers(1, 90)
)  # frames, level, half cycle
sounds = st.lists(part, max_size=12).map(
    lambda parts: np.concatenate(
        [np.empty(0, np.float32)]
        + [
            np.float32(level) * ((np.arange(n) // half) % 2 * 2 - 1).astype(np.float32)
            for n, level, half in parts
        ]
    )
)
blocks = st.lists(st.integers(0, 300), min_size=1, max_size=8).filter(any)


def limited(sound: Samples, sizes: list[int]) -> Samples:
    limiter, out, at, turn = Limiter(), [], 0, 0
    while at < sound.shape[0]:
        size = sizes[turn % len(sizes)]
        out.append(limiter.process(sound[at : at + size]))
        at, turn = at + size, turn + 1
    return np.concatenate([*out, limiter.flush()])


@given(sounds, blocks)
def test_ceiling_length_and_block_size(sound: Samples, blocks: list[int]) -> None:
    before = sound.copy()
    whole = limited(sound, [10_000])
    cut = limited(sound, blocks)
    assert whole.dtype == np.float32
    assert whole.shape == sound.shape
    assert np.array_equal(whole.view(np.uint32), cut.view(np.uint32))
    assert np.max(np.abs(whole), initial=0.0) <= CEILING
    assert np.all(np.abs(whole) <= np.abs(sound))
    assert np.array_equal(sound, before)


@given(sounds, blocks)
def test_what_is_below_the_ceiling_is_not_touched(sound: Samples, blocks: list[int]) -> None:
    quiet = (sound * np.float32(CEILING / 8)).astype(np.float32)
    assert np.array_equal(limited(quiet, blocks).view(np.uint32), quiet.view(np.uint32))


def test_it_bends_down_before_the_peak_and_lets_go_slowly() -> None:
    sound = np.full(12_000, 0.5, dtype=np.float32)
    sound[5_000] = 2.0
    out = limited(sound, [512])
    gain = out / sound
    assert gain[5_000] == pytest.approx(CEILING / 2, rel=0.02)
    assert np.all(gain[: 5_000 - LATENCY_FRAMES - CELL_FRAMES] == 1.0)
    assert np.max(np.abs(np.diff(gain))) < 0.012  # no snap: 55 % down takes all of the look-ahead
    assert gain[5_000 + to_frames(0.08)] == pytest.approx(1 - (1 - CEILING / 2) / np.e, abs=0.05)
    assert np.all(gain[5_000 + to_frames(0.08 * 10) :] == 1.0)


def test_blocks_do_not_matter_while_it_comes_to_rest() -> None:
    sound = np.full(22_000, 0.7, dtype=np.float32)
    sound[100] = 3.0
    assert np.array_equal(limited(sound, [22_000]), limited(sound, [CELL_FRAMES]))


def test_a_peak_at_the_very_beginning_and_at_the_end() -> None:
    for at in (0, 999):
        sound = np.zeros(1_000, dtype=np.float32)
        sound[at] = -3.0
        out = limited(sound, [7])
        assert out[at] == pytest.approx(-CEILING, rel=0.02)


def test_it_lags_by_its_latency_and_no_more() -> None:
    limiter = Limiter()
    given_frames = sum(limiter.process(np.zeros(512, np.float32)).shape[0] for _ in range(4))
    assert given_frames == 4 * 512 - LATENCY_FRAMES
    assert limiter.flush().shape == (LATENCY_FRAMES,)
    assert limiter.flush().shape == (0,)


def test_after_a_flush_it_is_as_new() -> None:
    rng = np.random.default_rng(1)
    sound = rng.normal(0, 1, 3_000).astype(np.float32)
    limiter = Limiter()
    first = np.concatenate((limiter.process(sound), limiter.flush()))
    second = np.concatenate((limiter.process(sound), limiter.flush()))
    assert np.array_equal(first, second)


@pytest.mark.parametrize("hertz", [3_999, 7_990, 9_600, 10_400])
def test_nothing_between_the_samples_is_above_the_ceiling(hertz: int) -> None:
    """A burst like an "s", its samples all off its peaks."""
    frames = np.arange(2_400)
    burst = np.sin(2 * np.pi * hertz * frames / SAMPLE_RATE + np.pi / 5) * np.hanning(2_400)
    out = limited((1.5 * burst).astype(np.float32), [512])
    between = soxr.resample(out, SAMPLE_RATE, 8 * SAMPLE_RATE, quality="VHQ")
    assert CEILING * 10 ** (-1.0 / 20) < np.abs(between).max() < CEILING * 10 ** (0.5 / 20)


def test_a_loud_tone_stays_a_tone() -> None:
    """Twice the ceiling for a second: what is left is the same tone with little distortion."""
    tone = np.sin(2 * np.pi * 440 * np.arange(to_frames(1.0)) / SAMPLE_RATE)
    out = limited((1.8 * tone).astype(np.float32), [512])[2_000:-2_000].astype(np.float64)
    clean = tone[2_000:-2_000]
    rest = out - clean * (out @ clean) / (clean @ clean)
    assert np.sqrt(np.mean(rest**2) / np.mean(out**2)) < 0.01
