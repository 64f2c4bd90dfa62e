"""The model's file and its arithmetic."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import examples
from tests.listening.acoustic.small_model import arrays, write
from voice_coach.errors import MissingPartError
from voice_coach.listening.acoustic.mel import log_mel
from voice_coach.listening.acoustic.net import load_acoustic_model
from voice_coach.listening.acoustic.recogniser import acoustic_model_path
from voice_coach.listening.acoustic.units import OUTPUTS

_LARGEST_BYTES = 6_000_000


def test_probabilities_sum_to_one_for_every_two_frames(tmp_path: Path) -> None:
    model = load_acoustic_model(write(tmp_path / "model.npz", arrays()))
    for frames in (0, 1, 2, 3, 57):
        sound = np.random.default_rng(frames).standard_normal((frames, 40)).astype(np.float32)
        found = model.log_posteriors(sound)
        assert found.shape == (frames // 2, OUTPUTS)
        assert np.allclose(np.exp(found).sum(axis=1), 1, atol=1e-5)


def test_a_convolution_is_the_sum_over_its_three_taps(tmp_path: Path) -> None:
    model = load_acoustic_model(write(tmp_path / "model.npz", arrays()))
    steps = np.random.default_rng(1).standard_normal((6, 80)).astype(np.float32)
    layer = model.layers[0]
    taps = layer.weights.reshape(3, 80, -1)
    frames = (steps - model.shift) / model.scale
    hidden = np.zeros((6, 8), np.float32) + layer.bias
    for at in range(6):
        for tap in range(3):
            other = at + (tap - 1) * layer.dilation
            if 0 <= other < 6:
                hidden[at] += steps[other] @ taps[tap]
    hidden = np.maximum(hidden, 0)
    second = model.layers[1]
    taps = second.weights.reshape(3, 8, -1)
    more = np.zeros((6, 8), np.float32) + second.bias
    for at in range(6):
        for tap in range(3):
            other = at + (tap - 1) * second.dilation
            if 0 <= other < 6:
                more[at] += hidden[other] @ taps[tap]
    logits = (hidden + np.maximum(more, 0)) @ model.out_weights + model.out_bias
    wanted = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    assert np.allclose(model.log_posteriors(frames.reshape(12, 40)), wanted, atol=1e-4)


def test_a_missing_file_is_told_with_a_way_out(tmp_path: Path) -> None:
    with pytest.raises(MissingPartError) as caught:
        load_acoustic_model(tmp_path / "none.npz")
    assert caught.value.code == "acoustic-model-unreadable"
    assert "--recognizer" in caught.value.hint


@pytest.mark.parametrize("name", sorted(arrays()))
def test_a_part_that_is_missing_is_found(tmp_path: Path, name: str) -> None:
    content = arrays()
    del content[name]
    with pytest.raises(MissingPartError):
        load_acoustic_model(write(tmp_path / "model.npz", content))


@pytest.mark.parametrize("name", ["scale", "weights_1", "out_bias", "follows"])
def test_a_part_of_another_shape_or_not_finite_is_found(tmp_path: Path, name: str) -> None:
    content = arrays()
    content[name] = content[name][:-1]
    with pytest.raises(MissingPartError):
        load_acoustic_model(write(tmp_path / "model.npz", content))
    broken = arrays()
    broken[name] = np.full(broken[name].shape, np.nan, np.float32)
    with pytest.raises(MissingPartError):
        load_acoustic_model(write(tmp_path / "model.npz", broken))


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=examples(80), deadline=None
)
@given(data=st.data())
def test_a_damaged_file_never_crashes(tmp_path: Path, data: st.DataObject) -> None:
    path = write(tmp_path / "model.npz", arrays())
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(bytes(content[: data.draw(st.integers(0, len(content)))]))
    try:
        model = load_acoustic_model(path)
    except MissingPartError:
        return
    assert model.log_posteriors(np.zeros((4, 40), np.float32)).shape == (2, OUTPUTS)


def test_a_file_that_says_it_is_encrypted_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "model.npz", arrays())
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(bytes(content))
    with pytest.raises(MissingPartError, match="encrypted"):
        load_acoustic_model(path)


def test_the_model_that_ships_is_small_and_hears_silence_as_silence() -> None:
    path = acoustic_model_path()
    assert path.stat().st_size < _LARGEST_BYTES
    noise = (np.random.default_rng(3).standard_normal(16_000) * 20).astype(np.int16)
    found = np.exp(load_acoustic_model(path).log_posteriors(log_mel(noise)))
    assert found[:, -3:].sum(axis=1).mean() > 0.9
