"""A voice of Kokoro's: the most natural Spanish, at two thirds of a second of work a second.

For files, and live sessions with lines made before. The network loads for the first uncached text.
"""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np

from voice_coach.audio.clip import Clip
from voice_coach.speaking.catalogue import shipped_catalogue
from voice_coach.speaking.kokoro.network import RATE_HZ, Network, breaths, signs_of
from voice_coach.speaking.kokoro.store import KokoroStore
from voice_coach.speaking.rate import DEFAULT_WORDS_PER_MINUTE
from voice_coach.speaking.voice import VoiceInfo, check_rate, resampled, speakable, voice_failed

USUAL_SPEED = 0.85
"""Some 160 words a minute in Spanish; the network's own pace is 190."""
_SLOWEST, _FASTEST = 0.5, 2.0
"""The network's range."""

_RECIPE = 1
"""In the identity: raise it when a text sounds different."""
_HASH_LETTERS = 16


class KokoroVoice:
    """From ``folder``; the first for ``language`` if ``name`` is empty."""

    def __init__(self, folder: Path, name: str = "", language: str = "es") -> None:
        """Raises as ``KokoroStore.find``."""
        self._voice = KokoroStore(folder, shipped_catalogue()).find(name, language)
        hashes = " ".join(file.sha256[:_HASH_LETTERS] for file in self._voice.entry.files)
        self._identity = f"kokoro {_RECIPE} {hashes} {USUAL_SPEED}"
        self._lock = threading.Lock()
        self._network: Network | None = None

    @property
    def identity(self) -> str:
        return self._identity

    @property
    def info(self) -> VoiceInfo:
        return self._voice.info

    def synthesise(self, text: str, *, words_per_minute: int) -> Clip:
        """See ``Voice``. No word times."""
        check_rate(words_per_minute)
        speed = min(_FASTEST, max(_SLOWEST, USUAL_SPEED * words_per_minute / DEFAULT_WORDS_PER_MINUTE))
        said = breaths(signs_of(speakable(text), self.info.language))
        if not said:
            return Clip(np.zeros(0, np.float32))
        with self._lock:
            try:
                if self._network is None:
                    self._network = Network(self._voice.network, self._voice.style)
                parts = [self._network.speak(signs, speed) for signs in said]
            except Exception as error:  # onnxruntime has errors of its own
                raise voice_failed(self.info.name, error) from error
        return Clip(resampled(np.concatenate(parts), RATE_HZ))

    def close(self) -> None:
        with self._lock:
            self._network = None
