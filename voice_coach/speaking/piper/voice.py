"""A Piper voice: natural, no word times, tenths of a second a sentence.

At the usual rate it keeps its own pace.
"""

from __future__ import annotations

import sys
from importlib.metadata import PackageNotFoundError, version

import numpy as np

from voice_coach.audio.clip import Clip
from voice_coach.errors import MissingPartError
from voice_coach.fetching.hashing import sha256_of
from voice_coach.speaking.piper.process import SpeakingProcess
from voice_coach.speaking.piper.store import PiperStore, how_to_install, is_installed
from voice_coach.speaking.rate import DEFAULT_WORDS_PER_MINUTE
from voice_coach.speaking.voice import VoiceInfo, check_rate, speakable

_RECIPE = 1
"""In the identity: raise it when a text sounds different."""
_HASH_LETTERS = 16


class PiperVoice:
    """The first for ``language`` if ``name`` is empty."""

    def __init__(self, store: PiperStore, name: str = "", language: str = "en") -> None:
        """Raises MissingPartError (package, voice), InputError (unknown name)."""
        if not is_installed():
            raise MissingPartError(
                "The speech engine piper isn't installed.",
                hint=how_to_install(),
                code="voice-missing",
            )
        voice = store.find(name, language)
        self._info = voice.info
        try:
            package = version("piper-tts")
        except PackageNotFoundError:
            package = "?"
        try:
            hashes = [sha256_of(path)[:_HASH_LETTERS] for path in (voice.network, voice.description)]
        except OSError as error:
            raise MissingPartError(
                f"The voice {voice.name} can't be read: {error.strerror or error}.", code="voice-failed"
            ) from error
        self._identity = f"piper {package} {_RECIPE} {voice.name} {' '.join(hashes)}"
        command = [sys.executable, "-m", "voice_coach.speaking.piper.child"]
        self._process = SpeakingProcess(
            [*command, str(voice.network.resolve()), str(voice.description.resolve())], voice.info.name
        )

    @property
    def identity(self) -> str:
        return self._identity

    @property
    def info(self) -> VoiceInfo:
        return self._info

    def synthesise(self, text: str, *, words_per_minute: int) -> Clip:
        """See ``Voice``."""
        check_rate(words_per_minute)
        # Two brackets in a row mean phonemes to Piper.
        plain = speakable(text).replace("[[", "[ [")
        if not plain:
            return Clip(np.zeros(0, np.float32))
        return Clip(self._process.speak(plain, words_per_minute / DEFAULT_WORDS_PER_MINUTE))

    def close(self) -> None:
        self._process.close()
