"""The acoustic model in numpy: log-mel in, log probabilities of phone states out.

Convolutions over time with shortcuts (`training/torch_net.py`), two frames of 10 ms a step.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from voice_coach.errors import MissingPartError
from voice_coach.listening.acoustic.mel import FILTERS, Frames
from voice_coach.listening.acoustic.units import OUTPUTS
from voice_coach.listening.array_file import UNREADABLE, StoredWeights, read_weights

STEP_FRAMES = 2
_FORMAT = 1


@dataclass(frozen=True, eq=False)
class Layer:
    """``weights``: shape ``(3 * inputs, outputs)``, the step ``dilation`` before first."""

    weights: Frames
    bias: Frames
    dilation: int


@dataclass(frozen=True, eq=False)
class AcousticModel:
    scale: Frames
    shift: Frames
    """Gives stacked frames mean 0 and spread 1, shape ``(80,)``."""
    layers: tuple[Layer, ...]
    out_weights: Frames
    out_bias: Frames
    log_prior: Frames
    """Outputs' frequency in training, shape ``(120,)``."""
    follows: Frames
    """Log probability of each phone after each other in English, shape ``(40, 40)``; rows sum to 1."""

    def log_posteriors(self, frames: Frames) -> Frames:
        """From ``(frames, 40)`` to ``(frames // 2, 120)``."""
        steps = len(frames) // STEP_FRAMES
        if steps == 0:
            return np.zeros((0, OUTPUTS), np.float32)
        stacked = (
            frames[: steps * STEP_FRAMES].reshape(steps, STEP_FRAMES * FILTERS) * self.scale + self.shift
        )
        hidden = np.maximum(_convolve(stacked, self.layers[0]), 0)
        for layer in self.layers[1:]:
            hidden += np.maximum(_convolve(hidden, layer), 0)
        logits = hidden @ self.out_weights + self.out_bias
        top = logits.max(axis=1, keepdims=True)
        normal: Frames = logits - top - np.log(np.exp(logits - top).sum(axis=1, keepdims=True))
        return normal


def _convolve(steps: Frames, layer: Layer) -> Frames:
    count, width = steps.shape
    padded = np.zeros((count + 2 * layer.dilation, width), np.float32)
    padded[layer.dilation : layer.dilation + count] = steps
    beside = np.concatenate(
        [padded[:count], steps, padded[2 * layer.dilation : 2 * layer.dilation + count]], axis=1
    )
    result: Frames = beside @ layer.weights + layer.bias
    return result


def load_acoustic_model(path: Path) -> AcousticModel:
    """From `training/export.py`. Raises MissingPartError (`acoustic-model-unreadable`)."""
    try:
        return _model(read_weights(path, _FORMAT))
    except UNREADABLE as error:
        raise MissingPartError(
            f"The acoustic model {path} can't be read: {type(error).__name__}: {error}.",
            hint="Reinstall voice-coach, or choose another recogniser with --recognizer.",
            code="acoustic-model-unreadable",
        ) from None


def _model(weights: StoredWeights) -> AcousticModel:
    arrays, floats = weights.arrays, weights.floats
    dilations = [int(dilation) for dilation in np.atleast_1d(arrays["dilations"])]
    width = len(arrays["bias_0"])
    layers = []
    for number, dilation in enumerate(dilations):
        inputs = 3 * (STEP_FRAMES * FILTERS if number == 0 else width)
        layers.append(
            Layer(floats(f"weights_{number}", inputs, width), floats(f"bias_{number}", width), dilation)
        )
    if not layers or min(dilations) < 1:
        raise ValueError("its layers aren't as expected")
    return AcousticModel(
        scale=floats("scale", STEP_FRAMES * FILTERS),
        shift=floats("shift", STEP_FRAMES * FILTERS),
        layers=tuple(layers),
        out_weights=floats("out_weights", width, OUTPUTS),
        out_bias=floats("out_bias", OUTPUTS),
        log_prior=floats("log_prior", OUTPUTS),
        follows=floats("follows", OUTPUTS // 3, OUTPUTS // 3),
    )
