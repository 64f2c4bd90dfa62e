"""Whisper tiny.en as judge: how much worse a phrase fits than the text it likes best.

By ctranslate2, a byte a weight, one thread: 0.1 s of CPU a question. Whisper makes up words where little is
said, so its own text is only a measure.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from voice_coach.errors import MissingPartError
from voice_coach.listening.recogniser import HEARING_RATE, Speech
from voice_coach.listening.second_judge.tokens import END, NO_TIMES, START, Tokens
from voice_coach.listening.voiceprint.encoder import slaney_filters

LEAST_NATS = -4.0
"""How much worse a believed phrase may fit."""
_WINDOW_SAMPLES = 5 * HEARING_RATE
_SHIFT_SAMPLES = HEARING_RATE // 100
_FFT_SAMPLES = HEARING_RATE // 40
_FILTERS = 80
_RANGE = 8.0
"""Decades below the loudest where sound ends."""
_MOST_TOKENS = 16
_SPARE = 6

Numbers = npt.NDArray[np.float32]


class WhisperJudge:
    """One thread at a time may call ``nats``."""

    def __init__(self, folder: Path) -> None:
        """Raises MissingPartError (`no-judge`)."""
        try:
            import ctranslate2

            self._tokens = Tokens.read(folder / "tokenizer.json")
            self._model: Any = ctranslate2.models.Whisper(
                str(folder), device="cpu", compute_type="int8", inter_threads=1, intra_threads=1
            )
            self._array = ctranslate2.StorageView.from_array
        except (ImportError, OSError, ValueError, KeyError, TypeError, RuntimeError) as error:
            raise MissingPartError(
                f"The second judge can't be used: {type(error).__name__}: {error}.",
                hint="pip install 'voice-coach[judge]', then: voice-coach models get judge",
                code="no-judge",
            ) from None

    def nats(self, sound: Speech, phrase: str) -> float:
        """How many nats ``phrase`` fits worse (below 0) or better than the best text."""
        heard = self._model.encode(self._array(np.ascontiguousarray(_log_mel(sound)[None])))
        best = self._model.generate(
            heard, [[START, NO_TIMES]], beam_size=1, max_length=_MOST_TOKENS, return_logits_vocab=True
        )[0]
        measure = _fit(best, best.sequences_ids[0])
        return max(self._forced(heard, text) for text in spellings(phrase)) - measure

    def believes(self, sound: Speech, phrase: str) -> bool:
        """Whether ``phrase`` may be what's said."""
        return self.nats(sound, phrase) >= LEAST_NATS

    def _forced(self, heard: Any, text: str) -> float:
        tokens = self._tokens.of(text)
        found = self._model.generate(
            heard,
            [[START, NO_TIMES, *tokens]],
            beam_size=1,
            max_length=len(tokens) + _SPARE,
            return_logits_vocab=True,
            suppress_blank=False,
            suppress_tokens=[],
        )[0]
        return _fit(found, tokens)


def spellings(phrase: str) -> tuple[str, ...]:
    """As Whisper might write it."""
    high = phrase[:1].upper() + phrase[1:]
    return (f" {high}.", f" {phrase}", f" {high}")


def _fit(found: Any, tokens: list[int]) -> float:
    """Log probability of ``tokens`` and no more."""
    logits = found.logits[0]
    total = 0.0
    for at, token in enumerate([*tokens, END]):
        if at < len(logits):
            row = np.asarray(logits[at], np.float64).ravel()
            top = row.max()
            total += float(row[token] - top - np.log(np.exp(row - top).sum()))
    return total


def _log_mel(sound: Speech) -> Numbers:
    """Whisper's input: shape ``(80, 500)``, silence after the sound."""
    wide = np.zeros(_WINDOW_SAMPLES, np.float64)
    count = min(len(sound), _WINDOW_SAMPLES)
    wide[:count] = sound[:count] / 32768.0
    padded = np.pad(wide, _FFT_SAMPLES // 2, mode="reflect")
    windows = np.lib.stride_tricks.sliding_window_view(padded, _FFT_SAMPLES)[::_SHIFT_SAMPLES]
    spectra = np.fft.rfft(windows[: _WINDOW_SAMPLES // _SHIFT_SAMPLES] * np.hanning(_FFT_SAMPLES + 1)[:-1])
    energies = np.log10(np.maximum(slaney_filters(_FILTERS).T @ (np.abs(spectra) ** 2).T, 1e-10))
    limited = np.maximum(energies, energies.max() - _RANGE)
    found: Numbers = ((limited + 4.0) / 4.0).astype(np.float32)
    return found
