"""libvosk: open a model, decode a stretch, read the words.

`vosk` is imported only here, late. Its decoder adapts unless finished, so every stretch is.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from voice_coach.errors import MissingPartError
from voice_coach.listening.model_store.layout import inspect, missing_parts
from voice_coach.listening.recogniser import HEARING_RATE, HeardWord, Speech

_LOG_ERRORS_ONLY = -2
_WORD_UNKNOWN = -1
_TIME_STEP = HEARING_RATE // 100
_STEP_FRAMES = re.compile(r"^--frame-subsampling-factor=(\d+)", re.MULTILINE)
_TAKEN_FOR_GRANTED = 3
"""Frames of 10 ms a step, by which libvosk always counts time."""


@dataclass(frozen=True)
class Alternative:
    """``total``: libvosk's log likelihood, in the model's nats."""

    words: tuple[HeardWord, ...]
    total: float


class VoskModel:
    """``runtime_grammar``: decoders take phrases. ``time_scale``: factor on libvosk's times."""

    def __init__(self, library: Any, model: Any, *, runtime_grammar: bool, time_scale: float = 1.0) -> None:
        self._library = library
        self._model = model
        self._time_scale = time_scale
        self.runtime_grammar = runtime_grammar

    def knows(self, word: str) -> bool:
        return int(self._model.vosk_model_find_word(word)) != _WORD_UNKNOWN

    def decoder(self, phrases: tuple[str, ...] = (), *, alternatives: int = 0) -> VoskDecoder:
        """Of ``phrases`` in any sequence, or of everything. They need a runtime grammar and known words.
        ``alternatives``: how many `VoskDecoder.rank` gives.
        """
        arguments = [self._model, float(HEARING_RATE)]
        if phrases:
            arguments.append(json.dumps(phrases, ensure_ascii=False))
        decoder = self._library.KaldiRecognizer(*arguments)
        decoder.SetWords(True)
        if alternatives:
            decoder.SetMaxAlternatives(alternatives)
        return VoskDecoder(decoder, self._time_scale)

    def close(self) -> None:
        """libvosk frees the model with its last decoder."""
        self._model = None


def open_model(folder: Path) -> VoskModel:
    """Raises MissingPartError: `vosk-missing`, `model-unusable`."""
    layout = inspect(folder)
    if layout is None:
        raise _unusable(folder, f"it lacks {', '.join(missing_parts(folder))}")
    try:
        import vosk
    except (ImportError, OSError, TypeError) as error:
        raise MissingPartError(
            f"Vosk can't be loaded: {error}.",
            hint="Install it: pip install vosk, or use --recognizer acoustic.",
            code="vosk-missing",
        ) from error
    vosk.SetLogLevel(_LOG_ERRORS_ONLY)
    try:
        model = vosk.Model(str(folder))
    except Exception as error:  # vosk raises nothing more precise
        raise _unusable(folder, "libvosk refuses it") from error
    scale = _step_frames(folder) / _TAKEN_FOR_GRANTED
    return VoskModel(vosk, model, runtime_grammar=layout.runtime_grammar, time_scale=scale)


def _step_frames(folder: Path) -> int:
    """Of 10 ms, in one of the model's steps."""
    try:
        found = _STEP_FRAMES.search((folder / "conf" / "model.conf").read_text("utf-8", "replace"))
    except OSError:
        found = None
    return int(found[1]) if found and int(found[1]) else _TAKEN_FOR_GRANTED


class VoskDecoder:
    """Used stretch by stretch."""

    def __init__(self, decoder: Any, time_scale: float) -> None:
        self._decoder = decoder
        self._time_scale = time_scale
        self._earlier_samples = 0
        self._samples = 0
        self._before = self._length = 0

    def accept(self, samples: Speech) -> None:
        self._decoder.AcceptWaveform(np.ascontiguousarray(samples).tobytes())
        self._samples += len(samples)

    def partial(self) -> tuple[str, ...]:
        """Words so far."""
        text = _parsed(self._decoder.PartialResult()).get("partial", "")
        return tuple(str(text).split())

    def finish(self) -> tuple[HeardWord, ...]:
        """With libvosk's confidence; the next stretch starts fresh."""
        return self._words(self._end(), "conf") if self._samples else ()

    def rank(self) -> tuple[Alternative, ...]:
        """Instead of ``finish``: likeliest first, without confidences."""
        if not self._samples:
            return ()
        found = self._end().get("alternatives", [])
        return tuple(Alternative(self._words(one, None), float(one["confidence"])) for one in found)

    def close(self) -> None:
        self._decoder = None

    def _end(self) -> dict[str, Any]:
        answer = _parsed(self._decoder.FinalResult())
        self._length, self._before = self._samples, self._earlier_samples
        self._earlier_samples += self._samples
        self._samples = 0
        return answer

    def _words(self, raw: dict[str, Any], confidence: str | None) -> tuple[HeardWord, ...]:
        found = []
        for word in raw.get("result", []):
            start, end = (min(max(self._sample(word[key]), 0), self._length) for key in ("start", "end"))
            sure = 1.0 if confidence is None else min(max(float(word[confidence]), 0.0), 1.0)
            found.append(HeardWord(str(word["word"]), start, max(start, end), sure))
        return tuple(found)

    def _sample(self, seconds: float) -> int:
        """A time on libvosk's clock, a float32 over everything, in this stretch."""
        passed = (seconds * HEARING_RATE - self._before) * self._time_scale
        return round(passed / _TIME_STEP) * _TIME_STEP


def _parsed(text: str) -> dict[str, Any]:
    """One with nan isn't JSON: nothing heard."""
    try:
        answer = json.loads(text)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _unusable(folder: Path, why: str) -> MissingPartError:
    return MissingPartError(
        f"The Vosk model in {folder} can't be used: {why}.",
        hint="Run 'voice-coach models check', or use --recognizer acoustic.",
        code="model-unusable",
    )
