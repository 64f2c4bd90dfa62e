"""A voice of Piper's small enough to be made in a test: each phoneme is a tone. It takes what real ones take
(``input``, ``input_lengths``, ``scales``), noise included, and says how long it is by the same scale.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

RATE_HZ = 16_000
"""Not the coach's: it has to be resampled."""
PHONEME_FRAMES = 1_000
_IPA = "abcdefghijklmnopqrstuvwxyzæçðøħŋœɐɑɒɓɔɕəɚɛɜɡɪɹɾʃʊʌʒθᵻ ˈˌː,.!?;:-'"


@lru_cache
def tiny_network() -> bytes:
    """The ONNX file."""
    constants: dict[str, npt.NDArray[Any]] = {
        "first": np.array(0, np.int64),
        "second": np.array(1, np.int64),
        "frames": np.array(PHONEME_FRAMES, np.float32),
        "zero": np.array(0, np.float32),
        "one": np.array(1, np.float32),
        "lowest": np.array(2 * np.pi * 120 / RATE_HZ, np.float32),
        "apart": np.array(2 * np.pi * 12 / RATE_HZ, np.float32),
        "axis": np.array([2], np.int64),
        "loudness": np.array(0.3, np.float32),
        "shape": np.array([1, 1, 1, -1], np.int64),
    }
    node = helper.make_node
    nodes = [
        node("Gather", ["scales", "first"], ["noise_scale"]),
        node("Gather", ["scales", "second"], ["length_scale"]),
        node("Mul", ["length_scale", "frames"], ["long"]),
        node("Range", ["zero", "long", "one"], ["time"]),
        node("Cast", ["input"], ["ids"], to=TensorProto.FLOAT),
        node("Mul", ["ids", "apart"], ["above"]),
        node("Add", ["above", "lowest"], ["pitch"]),
        node("Unsqueeze", ["pitch", "axis"], ["pitches"]),
        node("Mul", ["pitches", "time"], ["phase"]),
        node("Sin", ["phase"], ["tones"]),
        node("Mul", ["tones", "loudness"], ["quiet"]),
        node("RandomNormalLike", ["quiet"], ["random"]),
        node("Mul", ["random", "noise_scale"], ["noise"]),
        node("Add", ["quiet", "noise"], ["noisy"]),
        node("Reshape", ["noisy", "shape"], ["output"]),
    ]
    graph = helper.make_graph(
        nodes,
        "tiny",
        [
            helper.make_tensor_value_info("input", TensorProto.INT64, ["batch", "phonemes"]),
            helper.make_tensor_value_info("input_lengths", TensorProto.INT64, ["batch"]),
            helper.make_tensor_value_info("scales", TensorProto.FLOAT, [3]),
        ],
        [helper.make_tensor_value_info("output", TensorProto.FLOAT, [1, 1, 1, "time_frames"])],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 15)])
    model.ir_version = 8
    onnx.checker.check_model(model)
    content: bytes = model.SerializeToString()
    return content


def tiny_description(espeak_voice: str = "en-us") -> bytes:
    """The JSON file beside it."""
    ids = {"_": [0], "^": [1], "$": [2]}
    ids |= {phoneme: [number] for number, phoneme in enumerate(_IPA, start=3)}
    content = {
        "audio": {"sample_rate": RATE_HZ, "quality": "tiny"},
        "espeak": {"voice": espeak_voice},
        "inference": {"noise_scale": 0.667, "length_scale": 1.0, "noise_w": 0.8},
        "phoneme_type": "espeak",
        "phoneme_map": {},
        "phoneme_id_map": ids,
        "num_symbols": len(ids),
        "num_speakers": 1,
        "speaker_id_map": {},
    }
    return json.dumps(content).encode()
