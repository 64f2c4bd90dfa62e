"""From a trained network to the file that ships: batch norms folded in, a byte a weight, phone pairs of
English beside it.

python -m training.export NET.pt models/en/acoustic.npz
"""

from __future__ import annotations

import argparse
import itertools
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from voice_coach.audio.partial_file import PartialFile
from voice_coach.listening.acoustic.net import load_acoustic_model
from voice_coach.listening.acoustic.units import PHONES, SILENCE
from voice_coach.listening.pronunciation import cmu_words

Array = npt.NDArray[np.float32]
_EPSILON = 1e-5


def folded(state: dict[str, torch.Tensor], layer: str, norm: str) -> tuple[Array, Array]:
    """A convolution and the batch norm after it as weights ``(3 * inputs, outputs)`` and a bias."""
    spread = torch.sqrt(state[f"{norm}.running_var"] + _EPSILON)
    gain = state[f"{norm}.weight"] / spread
    weights = state[f"{layer}.weight"] * gain[:, None, None]
    bias = state[f"{norm}.bias"] - state[f"{norm}.running_mean"] * gain
    return weights.permute(2, 1, 0).reshape(-1, weights.shape[0]).numpy(), bias.numpy()


def phone_pairs() -> Array:
    """Log probability of each phone after each other, from the dictionary's words, shape ``(40, 40)``."""
    counts = np.full((len(PHONES), len(PHONES)), 20.0)
    place = {name: at for at, name in enumerate(PHONES)}
    for phones in itertools.chain.from_iterable(cmu_words().values()):
        chain = [SILENCE, *phones, SILENCE]
        for before, after in itertools.pairwise(chain):
            counts[place[before], place[after]] += 1
    return np.log(counts / counts.sum(axis=1, keepdims=True)).astype(np.float32)


def bytes_of(name: str, weights: Array) -> dict[str, npt.NDArray[np.generic]]:
    """``weights`` as bytes, with the unit of each column."""
    unit = np.abs(weights).max(axis=0) / 127
    return {name: np.round(weights / unit).astype(np.int8), f"{name}_unit": unit.astype(np.float32)}


def export(net: Path, out: Path) -> None:
    """Writes ``out``. Raises OutputError (`cannot-write`)."""
    stored = torch.load(net, map_location="cpu", weights_only=True)
    state = stored["net"]
    gain = state["norm.weight"] / torch.sqrt(state["norm.running_var"] + _EPSILON)
    arrays: dict[str, npt.NDArray[np.generic]] = {
        "format": np.array(1),
        "dilations": np.array([1, *stored["shape"]["dilations"]]),
        "scale": gain.numpy(),
        "shift": (state["norm.bias"] - state["norm.running_mean"] * gain).numpy(),
        "log_prior": torch.log(stored["prior"]).numpy(),
        "follows": phone_pairs(),
        "out_bias": state["out.bias"].numpy(),
        **bytes_of("out_weights", state["out.weight"][:, :, 0].T.contiguous().numpy()),
    }
    names = [
        ("into", "into_norm"),
        *((f"layers.{n}", f"norms.{n}") for n in range(len(stored["shape"]["dilations"]))),
    ]
    for number, (layer, norm) in enumerate(names):
        weights, bias = folded(state, layer, norm)
        arrays |= {**bytes_of(f"weights_{number}", weights), f"bias_{number}": bias}
    whole = PartialFile(out)
    try:
        np.savez(whole.file, **arrays)
        whole.keep()
    finally:
        whole.discard()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("net", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    export(options.net, options.out)
    load_acoustic_model(options.out)


if __name__ == "__main__":
    main()
