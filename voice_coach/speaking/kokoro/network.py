"""Kokoro's network in one thread; sounds by espeak's spelling rules."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from voice_coach.audio.clip import Samples
from voice_coach.speaking.espeak import RECIPE, find_language
from voice_coach.speaking.find_espeak import espeak_library
from voice_coach.speaking.kokoro.signs import SIGNS
from voice_coach.speaking.onnx_runtime import load_onnxruntime

RATE_HZ = 24_000
MOST_SIGNS = 508
"""510 with the pads at both ends."""
STYLE_BYTES = 510 * 256 * 4
"""A float32 vector of 256 for each length of utterance."""

_CLAUSE = re.compile(r"[^,.;:!?…—]+|[,.;:!?…—]+")
_OPENING = str.maketrans("", "", "¿¡«»")


class Network:
    """``style``: the voice. Not thread-safe. Raises ValueError for a wrong ``style``, and what onnxruntime
    raises.
    """

    def __init__(self, network: Path, style: Path) -> None:
        onnxruntime = load_onnxruntime()
        vectors = np.frombuffer(style.read_bytes(), "<f4")
        if vectors.nbytes != STYLE_BYTES:
            raise ValueError(f"{style} is no voice: it has {vectors.nbytes} bytes, not {STYLE_BYTES}")
        self._style: npt.NDArray[np.float32] = vectors.reshape(510, 256)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        options.enable_cpu_mem_arena = False
        self._session: Any = onnxruntime.InferenceSession(
            str(network), options, providers=["CPUExecutionProvider"]
        )

    def speak(self, signs: str, speed: float) -> Samples:
        """Float32 at ``RATE_HZ`` of at most ``MOST_SIGNS`` from ``signs_of``."""
        ids = [SIGNS[sign] for sign in signs]
        answer = self._session.run(
            None,
            {
                "tokens": np.asarray([[0, *ids, 0]], np.int64),
                "style": self._style[max(0, len(ids) - 1)][None],
                "speed": np.asarray([speed], np.float32),
            },
        )
        return np.asarray(answer[0], np.float32).ravel()


def signs_of(text: str, language: str) -> str:
    """``text`` in the network's signs; punctuation stays, for the melody.

    Raises InputError (unknown ``language``), MissingPartError (no espeak).
    """
    library = espeak_library()
    spelling = find_language(library, language)
    parts = []
    for clause in _CLAUSE.findall(text.translate(_OPENING)):
        if any(sign.isalnum() for sign in clause):
            parts.append(" " + library.ipa(clause, spelling, RECIPE))
        else:
            parts.append(clause)
    whole = " ".join("".join(parts).split())
    return "".join(sign for sign in whole if sign in SIGNS)


def breaths(signs: str) -> list[str]:
    """Parts the network can take, cut after sentences, else at spaces."""
    parts = []
    while len(signs) > MOST_SIGNS:
        ends = [at for at in range(MOST_SIGNS) if signs[at] in ".!?"]
        spaces = [at for at in range(MOST_SIGNS) if signs[at] == " "]
        at = (ends or spaces or [MOST_SIGNS - 1])[-1] + 1
        parts.append(signs[:at].strip())
        signs = signs[at:].strip()
    return [part for part in (*parts, signs) if part]
