"""Kokoro's network, loaded once, spoken in one thread; its sounds come from espeak's spelling rules."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from voice_coach.audio.clip import Samples
from voice_coach.speaking.espeak import RECIPE, find_language
from voice_coach.speaking.espeak_library import espeak_library
from voice_coach.speaking.kokoro.signs import SIGNS
from voice_coach.speaking.onnx_runtime import load_onnxruntime

RATE_HZ = 24_000
MOST_SIGNS = 508
"""The network takes 510, the pads at both ends counted."""
STYLE_BYTES = 510 * 256 * 4
"""A voice is a vector of 256 for each length of utterance, float32."""

_CLAUSE = re.compile(r"[^,.;:!?…—]+|[,.;:!?…—]+")
_OPENING = str.maketrans("", "", "¿¡«»")


class Network:
    """The network of ``network`` in the voice of ``style``. Not to be used by two threads at once.

    Raises ValueError for a ``style`` that is none, and whatever onnxruntime raises.
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
        """``signs`` (see ``signs_of``, at most ``MOST_SIGNS``) as float32 at ``RATE_HZ``."""
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
    """How ``text`` sounds, in the signs that the network knows; its punctuation stays, for the melody.

    Raises:
        InputError: espeak doesn't know ``language``.
        MissingPartError: there is no espeak.
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
    """``signs`` in parts that the network can take, parted after a sentence, else at a space."""
    parts = []
    while len(signs) > MOST_SIGNS:
        ends = [at for at in range(MOST_SIGNS) if signs[at] in ".!?"]
        spaces = [at for at in range(MOST_SIGNS) if signs[at] == " "]
        at = (ends or spaces or [MOST_SIGNS - 1])[-1] + 1
        parts.append(signs[:at].strip())
        signs = signs[at:].strip()
    return [part for part in (*parts, signs) if part]
