"""Trains the tiny network in numpy: a few seconds, the same every time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tests.listening.tiny_vosk_model.alignment import Labels, Utterance, best_labels, even_labels
from tests.listening.tiny_vosk_model.kaldi_writer import Floats
from tests.listening.tiny_vosk_model.nnet3 import Affine, Network, joined

_NEAR, _FAR = (-2, -1, 0, 1, 2), (-4, 0, 4)
_WIDTH = 64
_BATCH, _PACE = 256, 2e-3
_EVERY = 2
"""Neighbouring frames hardly differ: every second one teaches as much in half the time."""

_SMOOTHING = 0.05
"""Share of each label that goes to all classes: keeps the network from swearing to what it has not met."""


def train(
    utterances: Sequence[Utterance], classes: int, *, rounds: int, epochs: int, seed: int = 1
) -> Network:
    """A network for ``classes`` pdfs, realigned ``rounds`` times; every round takes up the last one's
    weights."""
    frames = np.concatenate([utterance.features for utterance in utterances])
    spread = 1.0 / frames.std(axis=0)
    scaling = Affine(np.diag(spread).astype(np.float32), (-frames.mean(axis=0) * spread).astype(np.float32))
    weights = _Weights(frames.shape[1], classes, np.random.default_rng(seed))
    kept = slice(None, None, _EVERY)
    windows = _windows(utterances, scaling)[kept]
    labels = [even_labels(utterance) for utterance in utterances]
    for remaining in range(rounds, -1, -1):
        weights.fit(windows, np.concatenate(labels)[kept], epochs)
        network = weights.network(scaling, _priors(labels, classes))
        if remaining:
            labels = [best_labels(u, network.log_posteriors(u.features)) for u in utterances]
    return network


def _windows(utterances: Sequence[Utterance], scaling: Affine) -> Floats:
    """(frames, far offsets, near inputs): all that one output frame sees."""
    reach = -_NEAR[0] - _FAR[0]
    all_windows = []
    for utterance in utterances:
        padded = np.pad(utterance.features, ((reach, reach), (0, 0)), mode="edge")
        near = joined(padded @ scaling.weights.T + scaling.bias, _NEAR)
        far = joined(near, _FAR)
        all_windows.append(far.reshape(len(far), len(_FAR), -1))
    return np.concatenate(all_windows).astype(np.float32)


def _priors(labels: Sequence[Labels], classes: int) -> Floats:
    counts = np.bincount(np.concatenate(labels), minlength=classes) + 1.0
    return np.asarray(counts / counts.sum(), dtype=np.float32)


class _Weights:
    """Three affine layers and Adam's memory of their gradients."""

    def __init__(self, features: int, classes: int, random: np.random.Generator) -> None:
        shapes = [
            (_WIDTH, features * len(_NEAR)),
            (_WIDTH, _WIDTH * len(_FAR)),
            (classes, _WIDTH),
        ]
        scaled = [random.normal(0, np.sqrt(2 / shape[1]), shape) for shape in shapes]
        self._values: list[Floats] = [value.astype(np.float32) for value in scaled]
        self._values += [np.zeros(shape[0], dtype=np.float32) for shape in shapes]
        self._first = [np.zeros_like(value) for value in self._values]
        self._second = [np.zeros_like(value) for value in self._values]
        self._steps = 0
        self._random = random

    def fit(self, windows: Floats, labels: Labels, epochs: int) -> None:
        """Go through all frames ``epochs`` times, in a new order each time, ever more slowly."""
        for epoch in range(epochs):
            pace = _PACE * (1 - 0.9 * epoch / epochs)
            order = self._random.permutation(len(labels))
            for start in range(0, len(order), _BATCH):
                chosen = order[start : start + _BATCH]
                self._step(self._gradients(windows[chosen], labels[chosen]), pace)

    def network(self, scaling: Affine, priors: Floats) -> Network:
        """The network as it is now."""
        near, far, top, near_bias, far_bias, top_bias = (value.copy() for value in self._values)
        layers = (scaling, Affine(near, near_bias, _NEAR), Affine(far, far_bias, _FAR), Affine(top, top_bias))
        return Network(layers, priors)

    def _gradients(self, windows: Floats, labels: Labels) -> list[Floats]:
        near, far, top, near_bias, far_bias, top_bias = self._values
        count = len(labels)
        first = np.maximum(windows @ near.T + near_bias, 0)
        flat = first.reshape(count, -1)
        second = np.maximum(flat @ far.T + far_bias, 0)
        logits = second @ top.T + top_bias
        error = np.exp(logits - logits.max(axis=1, keepdims=True))
        error /= error.sum(axis=1, keepdims=True)
        error -= _SMOOTHING / logits.shape[1]
        error[np.arange(count), labels] -= 1 - _SMOOTHING
        error /= count
        to_second = (error @ top) * (second > 0)
        to_first = ((to_second @ far) * (flat > 0)).reshape(first.shape)
        return [
            to_first.reshape(-1, _WIDTH).T @ windows.reshape(-1, windows.shape[2]),
            to_second.T @ flat,
            error.T @ second,
            to_first.sum(axis=(0, 1)),
            to_second.sum(axis=0),
            error.sum(axis=0),
        ]

    def _step(self, gradients: Sequence[Floats], pace: float) -> None:
        self._steps += 1
        for index, gradient in enumerate(gradients):
            self._first[index] += 0.1 * (gradient - self._first[index])
            self._second[index] += 0.001 * (gradient**2 - self._second[index])
            steady = self._first[index] / (1 - 0.9**self._steps)
            spread = np.sqrt(self._second[index] / (1 - 0.999**self._steps)) + 1e-8
            self._values[index] -= pace * steady / spread
