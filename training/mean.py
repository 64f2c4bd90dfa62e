"""The mean of networks that were tuned from the same start, which hears better than each of them.

python -m training.mean OUT.npz NET.npz NET.npz...
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from training.export import bytes_of
from voice_coach.audio.partial_file import PartialFile
from voice_coach.listening.acoustic.net import load_acoustic_model


def mean(nets: Sequence[Path]) -> dict[str, npt.NDArray[np.generic]]:
    """The arrays of a file that ships. ``nets`` must have the same shape."""
    models = [load_acoustic_model(path) for path in nets]
    with np.load(nets[0]) as stored:
        arrays = {name: stored[name] for name in ("format", "dilations", "scale", "shift", "follows")}
    arrays["log_prior"] = np.mean([model.log_prior for model in models], axis=0)
    arrays["out_bias"] = np.mean([model.out_bias for model in models], axis=0)
    arrays |= bytes_of("out_weights", np.mean([model.out_weights for model in models], axis=0))
    for number, layers in enumerate(zip(*(model.layers for model in models), strict=True)):
        arrays[f"bias_{number}"] = np.mean([layer.bias for layer in layers], axis=0)
        arrays |= bytes_of(f"weights_{number}", np.mean([layer.weights for layer in layers], axis=0))
    return arrays


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("nets", type=Path, nargs="+")
    options = parser.parse_args()
    arrays = mean(options.nets)
    whole = PartialFile(options.out)
    try:
        np.savez(whole.file, **arrays)
        whole.keep()
    finally:
        whole.discard()
    load_acoustic_model(options.out)


if __name__ == "__main__":
    main()
