"""Word times for voices without: espeak tells the sounds, the acoustic model finds them."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from voice_coach.audio.clip import Samples, Word
from voice_coach.audio.sample_time import SAMPLE_RATE
from voice_coach.errors import VoiceCoachError
from voice_coach.speaking.phonemes import phones_of

if TYPE_CHECKING:
    from voice_coach.listening.acoustic.net import AcousticModel

_VERSION = 1
_HEARING_RATE = 16_000
_TOKEN = re.compile(r"[^\s—–…/]+")
_EDGES = re.compile(r"^[^\w]+|[^\w]+$")


class AlignedWords:
    """See ``WordTimer``. The English acoustic model serves every ``language``."""

    def __init__(self, language: str) -> None:
        self._language = language

    @property
    def identity(self) -> str:
        return f"aligned {_VERSION} {self._language}"

    def __call__(self, text: str, samples: Samples) -> tuple[Word, ...]:
        from voice_coach.listening.acoustic.word_aligner import word_places

        words = [word for token in _TOKEN.finditer(text) if (word := _EDGES.sub("", token.group()))]
        try:
            phones = [phones_of(word, self._language) for word in words]
            model = self._model
        except VoiceCoachError:
            return ()  # no espeak, or a language that it doesn't know: whole lines have to do
        sounding = [(word, its) for word, its in zip(words, phones, strict=True) if its]
        places = word_places(model, [its for _, its in sounding], _heard(samples))
        if not places:
            return ()
        frames = [(_frame(start), min(_frame(end), samples.size)) for start, end in places]
        return tuple(
            Word(word, start, end)
            for (word, _), (start, end) in zip(sounding, frames, strict=True)
            if start < end
        )

    @cached_property
    def _model(self) -> AcousticModel:
        from voice_coach.listening.acoustic.net import load_acoustic_model
        from voice_coach.listening.acoustic.recogniser import acoustic_model_path

        return load_acoustic_model(acoustic_model_path())


def _heard(samples: Samples) -> np.ndarray[tuple[int], np.dtype[np.int16]]:
    """As the recogniser hears it, at full scale to spare quiet parts."""
    import soxr

    sound = soxr.resample(samples, SAMPLE_RATE, _HEARING_RATE, quality="HQ")
    loudest = float(np.abs(sound).max(initial=0.0))
    heard: np.ndarray[tuple[int], np.dtype[np.int16]]
    heard = np.rint(sound * (32000 / max(loudest, 1e-6))).astype(np.int16)
    return heard


def _frame(sample: int) -> int:
    return sample * SAMPLE_RATE // _HEARING_RATE
