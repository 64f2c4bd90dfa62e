"""A hibari voice: natural, no word times, hundredths of a second a sentence.

The network loads for the first uncached text.
"""

from __future__ import annotations

import threading
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from voice_coach.audio.clip import Clip, Samples
from voice_coach.speaking.catalogue import shipped_catalogue
from voice_coach.speaking.hibari.network import RATE_HZ, Network
from voice_coach.speaking.hibari.passage import speak_passage
from voice_coach.speaking.hibari.store import HibariStore
from voice_coach.speaking.rate import DEFAULT_WORDS_PER_MINUTE
from voice_coach.speaking.voice import VoiceInfo, check_rate, resampled, speakable, voice_failed

USUAL_SPEED = 0.7
"""The network's own 210 words a minute are too fast. This gives 162 for the 1,071 sentences of three words or
more (`python -m bench.pace`)."""

_RECIPE = 1
"""In the identity: raise it when a text sounds different."""
_HASH_LETTERS = 16
_PASSAGES_REMEMBERED = 4


class HibariVoice:
    """``heart`` if empty, from its package or ``folder``."""

    def __init__(self, folder: Path, name: str = "", language: str = "en") -> None:
        """Raises as ``HibariStore.find``."""
        self._voice = HibariStore(folder, shipped_catalogue()).find(name, language)
        # With scipy the package takes its transforms, which round differently.
        transforms = "numpy" if find_spec("scipy") is None else "scipy"
        hashed = self._voice.file.sha256[:_HASH_LETTERS]
        self._identity = f"hibari {_package_version()} {_RECIPE} {hashed} {transforms} {USUAL_SPEED}"
        self._lock = threading.Lock()
        self._network: Network | None = None
        self._passages: dict[tuple[tuple[str, ...], float], tuple[Samples, ...]] = {}

    @property
    def identity(self) -> str:
        return self._identity

    @property
    def info(self) -> VoiceInfo:
        return self._voice.info

    def synthesise(self, text: str, *, words_per_minute: int) -> Clip:
        """See ``Voice``. A text's sentences are one utterance."""
        return self.synthesise_within(text, (text,), words_per_minute=words_per_minute)

    def synthesise_within(self, text: str, passage: tuple[str, ...], *, words_per_minute: int) -> Clip:
        """See ``PassageVoice``. The passage is one utterance, then cut."""
        check_rate(words_per_minute)
        speed = USUAL_SPEED * words_per_minute / DEFAULT_WORDS_PER_MINUTE
        with self._lock:
            try:
                samples = self._made(passage, speed)[passage.index(text)]
            except Exception as error:  # onnxruntime and the package have errors of their own
                raise voice_failed(self.info.name, error) from error
        return Clip(resampled(samples, RATE_HZ))

    def close(self) -> None:
        with self._lock:
            self._network = None
            self._passages.clear()

    def _made(self, passage: tuple[str, ...], speed: float) -> tuple[Samples, ...]:
        """Each sentence, kept briefly: the others are asked for soon."""
        made = self._passages.pop((passage, speed), None)
        if made is None:
            if self._network is None:
                self._network = Network(self._voice.network, british=self._voice.british)
            made = speak_passage(self._network, [speakable(text) for text in passage], speed)
        self._passages[passage, speed] = made
        while len(self._passages) > _PASSAGES_REMEMBERED:
            del self._passages[next(iter(self._passages))]
        return made


def _package_version() -> str:
    try:
        return version("hibari-tts")
    except PackageNotFoundError:
        return "?"
