"""The file that tells voices apart: a speaker encoder of others, and a projection of our own.

    python -m training.voiceprint WHEEL -o models/voiceprint.npz

WHEEL is `resemblyzer` 0.1.4 from PyPI (Apache-2.0, its weights in it). The projection is learnt from
Google Speech Commands: single words by 1,100 people who said more than one. Needs torch to read the weights.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt

from training.voice_words import projection_of, speech_of, words
from voice_coach.listening.audio_file import read_audio
from voice_coach.listening.voiceprint.encoder import (
    RAW,
    Layer,
    Numbers,
    VoiceEncoder,
    load_voice_encoder,
)

WHEEL_SHA256 = "8f12eb2f1a9982d32e8db7856de754709b59c93a77bcf0ff536584b619a9dd1f"


def network_in(wheel: Path) -> VoiceEncoder:
    """The encoder of the wheel, with a projection that does nothing. Raises ValueError for another wheel."""
    import torch

    if hashlib.sha256(wheel.read_bytes()).hexdigest() != WHEEL_SHA256:
        raise ValueError(f"{wheel} is not resemblyzer 0.1.4")
    with zipfile.ZipFile(wheel) as archive:
        stored = torch.load(
            io.BytesIO(archive.read("resemblyzer/pretrained.pt")), map_location="cpu", weights_only=True
        )["model_state"]
    found = {name: value.numpy() for name, value in stored.items()}
    layers = tuple(
        Layer(
            found[f"lstm.weight_ih_l{number}"].T,
            found[f"lstm.weight_hh_l{number}"].T,
            found[f"lstm.bias_ih_l{number}"] + found[f"lstm.bias_hh_l{number}"],
        )
        for number in range(3)
    )
    nothing = np.zeros(RAW, np.float32), np.eye(RAW, dtype=np.float32), np.ones(RAW, np.float32)
    return VoiceEncoder(layers, *nothing)


def write(encoder: VoiceEncoder, path: Path) -> None:
    """Write ``encoder``, a byte a weight of the network."""
    arrays: dict[str, npt.NDArray[np.generic]] = {
        "format": np.array(1),
        "mean": encoder.mean,
        "projection": encoder.projection.astype(np.float16),
        "spread": encoder.spread,
    }
    for number, layer in enumerate(encoder.layers):
        arrays |= _in_bytes(f"into_{number}", layer.into) | _in_bytes(f"onward_{number}", layer.onward)
        arrays[f"bias_{number}"] = layer.bias
    np.savez_compressed(path, **arrays)  # type: ignore[arg-type]


def _in_bytes(name: str, weights: Numbers) -> Mapping[str, npt.NDArray[np.generic]]:
    unit = np.abs(weights).max(axis=0) / 127 + 1e-12
    return {name: np.round(weights / unit).astype(np.int8), f"{name}_unit": unit.astype(np.float32)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("wheel", type=Path)
    parser.add_argument("-o", "--output", type=Path, default=Path("models/voiceprint.npz"))
    options = parser.parse_args()
    write(network_in(options.wheel), options.output)
    encoder = load_voice_encoder(options.output)  # In bytes, as it will be used.
    raw, speakers = [], []
    for path, speaker, _ in words():
        speech = speech_of(read_audio(path))
        found = None if speech is None else encoder.raw(speech)
        if found is not None:
            raw.append(found.astype(np.float64))
            speakers.append(speaker)
    learnt = projection_of(np.stack(raw), speakers)
    write(VoiceEncoder(network_in(options.wheel).layers, *learnt), options.output)
    told = f"{len(raw)} recordings of {len(set(speakers))} people; {options.output.stat().st_size} bytes"
    sys.stdout.write(f"{told}\n")


if __name__ == "__main__":
    main()
