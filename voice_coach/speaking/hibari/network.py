"""Hibari's network and letter-to-sound rules, in one thread.

``hibari.Hibari`` makes single sentences and hides durations; here several can be one utterance, with
durations.
"""

from __future__ import annotations

import json
import unicodedata
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from voice_coach.audio.clip import Samples
from voice_coach.speaking.onnx_runtime import load_onnxruntime

RATE_HZ = 24_000
MOST_SOUNDS = 400
"""About the longest utterances of its training."""

_PAD = 0
_SPECTRUM_PARTS = 6
_HOPS_A_DURATION = 2  # a duration counts 25 ms, two frames of the network's spectrum
_DURATIONS = "/Cast_32_output_0"


@dataclass(frozen=True)
class Utterance:
    """``starts``: each phoneme's first frame (``RATE_HZ``), then the end; empty if unknown."""

    samples: Samples
    starts: npt.NDArray[np.int64]


class Network:
    """American or ``british`` spelling. Not thread-safe. Raises what the package or onnxruntime raise."""

    def __init__(self, path: Path, *, british: bool) -> None:
        onnxruntime = load_onnxruntime()  # first: the package loads it as well
        import hibari
        from hibari.g2p import G2P

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
        options.log_severity_level = 3
        options.enable_cpu_mem_arena = False
        network, cpu = path.read_bytes(), ["CPUExecutionProvider"]
        try:
            more = network + _also_giving(_DURATIONS)
            self._session = onnxruntime.InferenceSession(more, options, providers=cpu)
        except Exception:  # another export may call its durations something else
            self._session = onnxruntime.InferenceSession(network, options, providers=cpu)
        assets = Path(hibari.__file__).parent / "assets"
        self._ids: dict[str, int] = json.loads((assets / "vocab.json").read_text(encoding="utf-8"))
        self._spell: Any = G2P(british=british)
        self._split: Any = hibari.Hibari.split_sentences

    def phonemes(self, text: str) -> str:
        """``text`` in the network's signs."""
        sentences = self._split(_readable(text))
        said = " ".join(filter(None, (self._spell(sentence) for sentence in sentences)))
        return "".join(sound for sound in said if sound in self._ids)

    def speak(self, phonemes: str, speed: float) -> Utterance:
        """In one breath; ``speed`` 1 is the network's own. Reproducible."""
        from hibari import dsp

        ids = [_PAD, *(self._ids[sound] for sound in phonemes), _PAD]
        answer = self._session.run(
            None, {"ids": np.asarray([ids], np.int64), "speed": np.asarray([speed], np.float32)}
        )
        noise = np.random.default_rng(zlib.crc32(phonemes.encode()))
        samples = dsp.synth(*(part[0] for part in answer[:_SPECTRUM_PARTS]), noise)
        ends = np.cumsum(answer[_SPECTRUM_PARTS]) if len(answer) > _SPECTRUM_PARTS else np.zeros(0)
        starts = ends[:-1].astype(np.int64) * (_HOPS_A_DURATION * dsp.HOP)
        return Utterance(np.asarray(samples, np.float32), starts)


def _readable(text: str) -> str:
    """Without figures that the package can't read: raised, circled ones."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(" " if sign.isdigit() and not sign.isdecimal() else sign for sign in plain)


def _also_giving(name: str) -> bytes:
    """Bytes that add ``name`` to a network's outputs when appended.

    Protocol buffers merge consecutive messages: a model (field 7: graph) with a graph (field 12: output) with
    a value (field 1: name).
    """
    message = name.encode()
    for field in (1, 12, 7):
        message = bytes([field << 3 | 2, len(message)]) + message
    return message
