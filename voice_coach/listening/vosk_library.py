"""libvosk behind four small doors: open a model, ask for a word, decode a stretch, read the words.

The `vosk` package is imported here only, and late: it takes a quarter of a second. Its decoder counts time
over all it ever heard and keeps adapting unless it is finished, so `VoskDecoder` finishes every stretch and
counts along.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from voice_coach.errors import MissingPartError
from voice_coach.listening.model_store.layout import inspect, missing_parts
from voice_coach.listening.recogniser import HEARING_RATE, HeardWord, Speech

_LOG_ERRORS_ONLY = -2
_WORD_UNKNOWN = -1
_TIME_STEP = HEARING_RATE // 100


class VoskModel:
    """An open model. ``runtime_grammar``: its decoders take a list of phrases."""

    def __init__(self, library: Any, model: Any, *, runtime_grammar: bool) -> None:
        self._library = library
        self._model = model
        self.runtime_grammar = runtime_grammar

    def knows(self, word: str) -> bool:
        """Whether ``word`` is in the model's vocabulary."""
        return int(self._model.vosk_model_find_word(word)) != _WORD_UNKNOWN

    def decoder(self, phrases: tuple[str, ...] = ()) -> VoskDecoder:
        """A decoder of just ``phrases`` in any sequence, or of all the model can hear where there are none.

        Phrases are for a model with a runtime grammar; every word of them must be known to it, since libvosk
        would drop the others without a word.
        """
        arguments = [self._model, float(HEARING_RATE)]
        if phrases:
            arguments.append(json.dumps(phrases, ensure_ascii=False))
        decoder = self._library.KaldiRecognizer(*arguments)
        decoder.SetWords(True)
        return VoskDecoder(decoder)

    def close(self) -> None:
        """Let go of the model: libvosk frees it with its last decoder."""
        self._model = None


def open_model(folder: Path) -> VoskModel:
    """Open the model in ``folder``.

    Raises MissingPartError: `vosk-missing` where the package is not installed or does not fit this machine,
    `model-unusable` where the folder lacks parts or libvosk refuses them.
    """
    layout = inspect(folder)
    if layout is None:
        raise _unusable(folder, f"it lacks {', '.join(missing_parts(folder))}")
    try:
        import vosk
    except (ImportError, OSError, TypeError) as error:
        raise MissingPartError(
            f"Vosk cannot be loaded: {error}.",
            hint="Install it: pip install vosk, or use --recognizer pocketsphinx.",
            code="vosk-missing",
        ) from error
    vosk.SetLogLevel(_LOG_ERRORS_ONLY)
    try:
        model = vosk.Model(str(folder))
    except Exception as error:  # vosk raises nothing more precise
        raise _unusable(folder, "libvosk refuses it") from error
    return VoskModel(vosk, model, runtime_grammar=layout.runtime_grammar)


class VoskDecoder:
    """One of libvosk's decoders, for one stretch of speech after another."""

    def __init__(self, decoder: Any) -> None:
        self._decoder = decoder
        self._earlier_samples = 0
        self._samples = 0

    def accept(self, samples: Speech) -> None:
        """More of the stretch."""
        self._decoder.AcceptWaveform(np.ascontiguousarray(samples).tobytes())
        self._samples += len(samples)

    def partial(self) -> tuple[str, ...]:
        """The words so far."""
        text = _parsed(self._decoder.PartialResult()).get("partial", "")
        return tuple(str(text).split())

    def finish(self) -> tuple[HeardWord, ...]:
        """The words of the stretch, at once; the next one starts afresh."""
        if not self._samples:
            return ()
        words = _parsed(self._decoder.FinalResult()).get("result", [])
        before, length = self._earlier_samples, self._samples
        self._earlier_samples, self._samples = before + length, 0
        return tuple(_word(word, before, length) for word in words)

    def close(self) -> None:
        """Let go of the decoder."""
        self._decoder = None


def _word(raw: dict[str, Any], before: int, length: int) -> HeardWord:
    start, end = (min(max(_sample(raw[key], before), 0), length) for key in ("start", "end"))
    return HeardWord(str(raw["word"]), start, max(start, end), min(max(float(raw["conf"]), 0.0), 1.0))


def _sample(seconds: float, before: int) -> int:
    """``seconds`` on libvosk's clock as a sample of this stretch. That clock is a float32 over all it ever
    heard, coarse after an hour: rounded to 10 ms, so that the same sound has the same times early and
    late."""
    return round((seconds * HEARING_RATE - before) / _TIME_STEP) * _TIME_STEP


def _parsed(text: str) -> dict[str, Any]:
    """libvosk's answer; it may write nan, which is no JSON: that counts as having heard nothing."""
    try:
        answer = json.loads(text)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _unusable(folder: Path, why: str) -> MissingPartError:
    return MissingPartError(
        f"The Vosk model in {folder} cannot be used: {why}.",
        hint="Run 'voice-coach models check', or use --recognizer pocketsphinx.",
        code="model-unusable",
    )
