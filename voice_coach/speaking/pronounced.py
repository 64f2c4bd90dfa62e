"""Any engine, given text as it's to be read."""

from __future__ import annotations

import hashlib
import json

from voice_coach.audio.clip import Clip
from voice_coach.routine.pronunciations import Pronunciations
from voice_coach.speaking.spoken_text import RULES_VERSION, SpokenForm
from voice_coach.speaking.voice import PassageVoice, Voice, VoiceInfo, speakable


class PronouncedVoice:
    """``inner`` with ``pronunciations``; owns and closes it.

    Clips keep the author's words: "20-30 s" at the time of what's said for it.
    """

    def __init__(self, inner: Voice, pronunciations: Pronunciations) -> None:
        self.inner = inner
        self._spoken = SpokenForm(pronunciations, inner.info.engine)
        language, words, units = pronunciations
        known = json.dumps(
            [RULES_VERSION, language, {word: dict(said) for word, said in words.items()}, dict(units)],
            sort_keys=True,
        )
        self._identity = f"{inner.identity} said {hashlib.sha256(known.encode()).hexdigest()[:16]}"

    @property
    def identity(self) -> str:
        return self._identity

    @property
    def info(self) -> VoiceInfo:
        return self.inner.info

    def synthesise(self, text: str, *, words_per_minute: int) -> Clip:
        """See ``Voice``."""
        spoken = self._spoken.of(speakable(text))
        raw = self.inner.synthesise(spoken.text, words_per_minute=words_per_minute)
        return Clip(raw.samples, spoken.back(raw.words)) if spoken.pieces else raw

    def synthesise_within(self, text: str, passage: tuple[str, ...], *, words_per_minute: int) -> Clip:
        """See ``PassageVoice``. Only if ``inner`` can."""
        assert isinstance(self.inner, PassageVoice)
        spoken = self._spoken.of(speakable(text))
        around = tuple(self._spoken.of(speakable(one)).text for one in passage)
        raw = self.inner.synthesise_within(spoken.text, around, words_per_minute=words_per_minute)
        return Clip(raw.samples, spoken.back(raw.words)) if spoken.pieces else raw

    def close(self) -> None:
        self.inner.close()
