"""A tiny acoustic model on disk, with the layout of the one that ships and random weights."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

from voice_coach.listening.acoustic.units import OUTPUTS, PHONES

WIDTH = 8
Arrays = dict[str, npt.NDArray[np.generic]]


def arrays(seed: int = 0) -> Arrays:
    """What the file holds, by name."""
    chance = np.random.default_rng(seed)

    def floats(*shape: int) -> npt.NDArray[np.generic]:
        return (0.1 * chance.standard_normal(shape)).astype(np.float32)

    follows = np.full((len(PHONES), len(PHONES)), -np.log(len(PHONES)), np.float32)
    return {
        "format": np.array(1),
        "dilations": np.array([1, 2]),
        "scale": np.ones(80, np.float32),
        "shift": np.zeros(80, np.float32),
        "weights_0": chance.integers(-127, 128, (240, WIDTH)).astype(np.int8),
        "weights_0_unit": np.full(WIDTH, 0.001, np.float32),
        "bias_0": floats(WIDTH),
        "weights_1": floats(3 * WIDTH, WIDTH),
        "bias_1": floats(WIDTH),
        "out_weights": floats(WIDTH, OUTPUTS),
        "out_bias": floats(OUTPUTS),
        "log_prior": np.full(OUTPUTS, -np.log(OUTPUTS), np.float32),
        "follows": follows,
    }


def write(path: Path, content: Arrays) -> Path:
    with path.open("wb") as file:
        np.savez(file, **content)  # type: ignore[arg-type]
    return path
