"""Log-mel frames."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import examples
from voice_coach.listening.acoustic import mel


def _noise(samples: int, level: float, seed: int = 0) -> np.typing.NDArray[np.int16]:
    return (np.random.default_rng(seed).standard_normal(samples) * level).astype(np.int16)


@given(samples=st.integers(0, 4000))
@settings(max_examples=examples(40), deadline=None)
def test_a_frame_every_ten_milliseconds_while_a_window_fits(samples: int) -> None:
    frames = mel.log_mel(_noise(samples, 900))
    assert frames.shape == (max(0, (samples - 400) // 160 + 1) if samples >= 400 else 0, 40)
    assert frames.dtype == np.float32


@given(gain=st.floats(0.1, 2.0))
@settings(max_examples=20, deadline=None)
def test_the_level_makes_no_difference(gain: float) -> None:
    sound = _noise(8000, 3000).astype(np.float64)
    near, far = mel.log_mel(sound.astype(np.int16)), mel.log_mel((sound * gain).astype(np.int16))
    assert np.abs(near - far).mean() < 0.02


@pytest.mark.parametrize("value", [0, 1, -32768, 32767])
def test_constant_sound_gives_finite_frames(value: int) -> None:
    frames = mel.log_mel(np.full(1600, value, np.int16))
    assert np.isfinite(frames).all()
    assert frames.min() >= mel.LOWEST_LOG


def test_a_tone_lands_in_the_filter_around_it() -> None:
    seconds = np.arange(8000) / 16_000
    centres = []
    for hertz in (300, 1000, 3000, 6000):
        frames = mel.log_mel((8000 * np.sin(2 * np.pi * hertz * seconds)).astype(np.int16))
        centres.append(int(frames.mean(axis=0).argmax()))
        weights = mel.filters()[:, centres[-1]]
        assert abs(weights.argmax() * 31.25 - hertz) < 300
    assert centres == sorted(centres)


def test_training_computes_the_same() -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is there only where the model is trained")
    from training.torch_mel import log_mel

    sound = _noise(8000, 500)
    theirs = log_mel(torch.from_numpy(sound.astype(np.float32) / 32768)[None])[0].numpy()
    assert np.abs(theirs - mel.log_mel(sound)).max() < 1e-3
