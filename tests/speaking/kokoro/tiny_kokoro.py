"""A network that takes what Kokoro's takes: each sign is a tone, longer the slower it's asked to speak."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

SIGN_FRAMES = 2_400


def tiny_network() -> bytes:
    """The ONNX file."""
    constants: dict[str, npt.NDArray[Any]] = {
        "frames": np.array(SIGN_FRAMES, np.float32),
        "zero": np.array(0, np.float32),
        "one": np.array(1, np.float32),
        "step": np.array(2 * np.pi * 10 / 24_000, np.float32),
        "scalar": np.array([], np.int64),
        "column": np.array([-1, 1], np.int64),
        "flat": np.array([-1], np.int64),
        "loudness": np.array(0.3, np.float32),
    }
    node = helper.make_node
    nodes = [
        node("Reshape", ["speed", "scalar"], ["pace"]),
        node("Div", ["frames", "pace"], ["long"]),
        node("Range", ["zero", "long", "one"], ["time"]),
        node("Cast", ["tokens"], ["ids"], to=TensorProto.FLOAT),
        node("Reshape", ["ids", "column"], ["signs"]),
        node("Mul", ["signs", "step"], ["pitch"]),
        node("Mul", ["pitch", "time"], ["phase"]),
        node("Sin", ["phase"], ["tones"]),
        node("Mul", ["tones", "loudness"], ["loud"]),
        node("Reshape", ["loud", "flat"], ["audio"]),
    ]
    value = helper.make_tensor_value_info
    graph = helper.make_graph(
        nodes,
        "tiny",
        [
            value("tokens", TensorProto.INT64, [1, "signs"]),
            value("style", TensorProto.FLOAT, [1, 256]),
            value("speed", TensorProto.FLOAT, [1]),
        ],
        [value("audio", TensorProto.FLOAT, ["frames"])],
        [numpy_helper.from_array(array, name) for name, array in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 8
    onnx.checker.check_model(model)
    return bytes(model.SerializeToString())
