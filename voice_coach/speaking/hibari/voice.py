"""A voice of hibari's: natural, calm, without word times; a sentence takes some hundredths of a second.

The network is loaded when the first text is spoken: a session whose clips are all cached never needs it.
"""

from __future__ import annotations

import threading
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from voice_coach.audio.clip import Clip, Samples
from voice_coach.errors import MissingPartError
from voice_coach.speaking.catalogue import shipped_catalogue
from voice_coach.speaking.hibari.network import MOST_SOUNDS, RATE_HZ, Network
from voice_coach.speaking.hibari.shelf import HibariShelf
from voice_coach.speaking.rate import DEFAULT_WORDS_PER_MINUTE
from voice_coach.speaking.voice import VoiceInfo, check_rate, resampled, speakable

USUAL_SPEED = 0.75
"""Of the network, whose own pace of some 210 words a minute is too fast to follow from the floor."""

_RECIPE = 1
"""Part of the identity: raise it whenever this room makes other sound of the same text."""
_HASH_LETTERS = 16


class HibariVoice:
    """The voice ``name`` (``heart`` if empty), from its package or from ``folder``."""

    def __init__(self, folder: Path, name: str = "", language: str = "en") -> None:
        """Raises as ``HibariShelf.find``."""
        self._voice = HibariShelf(folder, shipped_catalogue()).find(name, language)
        # With scipy the package takes its transforms, which round differently.
        transforms = "numpy" if find_spec("scipy") is None else "scipy"
        hashed = self._voice.file.sha256[:_HASH_LETTERS]
        self._identity = f"hibari {_package_version()} {_RECIPE} {hashed} {transforms} {USUAL_SPEED}"
        self._lock = threading.Lock()
        self._network: Network | None = None

    @property
    def identity(self) -> str:
        return self._identity

    @property
    def info(self) -> VoiceInfo:
        return self._voice.info

    def synthesise(self, text: str, *, words_per_minute: int) -> Clip:
        """Raw speech without word times; see ``Voice``. Sentences of one text are one utterance."""
        check_rate(words_per_minute)
        text = speakable(text)
        speed = USUAL_SPEED * words_per_minute / DEFAULT_WORDS_PER_MINUTE
        with self._lock:
            try:
                samples = self._speak(text, speed) if text else np.zeros(0, np.float32)
            except Exception as error:  # onnxruntime and the package have errors of their own
                why = (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")
                raise MissingPartError(
                    f"The voice {self.info.name} failed: {why}.",
                    hint="Choose another with --voice; voice-coach voices lists them.",
                    code="voice-failed",
                ) from error
        return Clip(resampled(samples, RATE_HZ))

    def close(self) -> None:
        with self._lock:
            self._network = None

    def _speak(self, text: str, speed: float) -> Samples:
        if self._network is None:
            self._network = Network(self._voice.network, british=self._voice.british)
        network = self._network
        parts = [network.speak(part, speed).samples for part in _parts(network.phonemes(text))]
        return np.concatenate(parts) if parts else np.zeros(0, np.float32)


def _parts(phonemes: str) -> list[str]:
    """``phonemes`` in pieces that the network can take, cut at the last word that fits."""
    parts = []
    while len(phonemes) > MOST_SOUNDS:
        cut = phonemes.rfind(" ", 0, MOST_SOUNDS) + 1 or MOST_SOUNDS
        parts.append(phonemes[:cut])
        phonemes = phonemes[cut:]
    return [part for part in (*parts, phonemes) if part.strip()]


def _package_version() -> str:
    try:
        return version("hibari-tts")
    except PackageNotFoundError:
        return "?"
