"""Word times for any voice: the engine's, or found afterwards."""

from __future__ import annotations

from typing import Protocol

from voice_coach.audio.clip import Clip, Samples, Word
from voice_coach.routine.pronunciations import Pronunciations
from voice_coach.speaking.spoken_text import SpokenForm
from voice_coach.speaking.voice import PassageVoice, Voice, VoiceInfo, speakable


class WordTimer(Protocol):
    @property
    def identity(self) -> str:
        """In the cache key: changes if a sound may get other times."""
        ...

    def __call__(self, text: str, samples: Samples) -> tuple[Word, ...]:
        """``samples``: mono float32 at ``SAMPLE_RATE``. Empty if unknown. Thread-safe."""
        ...


class TimedVoice:
    """``timer`` serves clips without word times. Owns and closes ``inner``."""

    def __init__(self, inner: Voice, timer: WordTimer, pronunciations: Pronunciations) -> None:
        self.inner = inner
        self._timer = timer
        self._spoken = SpokenForm(pronunciations, inner.info.engine)

    @property
    def identity(self) -> str:
        return f"{self.inner.identity} timed {self._timer.identity}"

    @property
    def info(self) -> VoiceInfo:
        return self.inner.info

    def synthesise(self, text: str, *, words_per_minute: int) -> Clip:
        """See ``Voice``."""
        return self._timed(text, self.inner.synthesise(text, words_per_minute=words_per_minute))

    def synthesise_within(self, text: str, passage: tuple[str, ...], *, words_per_minute: int) -> Clip:
        """See ``PassageVoice``. Only if ``inner`` can."""
        assert isinstance(self.inner, PassageVoice)
        raw = self.inner.synthesise_within(text, passage, words_per_minute=words_per_minute)
        return self._timed(text, raw)

    def _timed(self, text: str, raw: Clip) -> Clip:
        if raw.words or raw.frames == 0:
            return raw
        spoken = self._spoken.of(speakable(text))
        return Clip(raw.samples, spoken.back(self._timer(spoken.text, raw.samples)))

    def close(self) -> None:
        self.inner.close()
