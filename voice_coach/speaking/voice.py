"""The port to speech engines.

An engine is a class that fits ``Voice`` and an entry in ``choose``; the rest is done elsewhere.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np

from voice_coach.audio.clip import Clip, Samples
from voice_coach.audio.sample_time import SAMPLE_RATE
from voice_coach.errors import InputError, MissingPartError

SLOWEST_WORDS_PER_MINUTE = 80
FASTEST_WORDS_PER_MINUTE = 300
"""espeak refuses below 80; no engine is clear above 300."""


@dataclass(frozen=True)
class VoiceInfo:
    """``name``: for ``open_voice`` (``espeak:en-us``); ``quality``: machine-like (1) to natural (5);
    ``passages``: it's a ``PassageVoice``; ``slow``: a sentence takes nearly as long to make as to say.
    """

    name: str
    engine: str
    language: str
    description: str
    quality: int
    word_times: bool = False
    passages: bool = False
    slow: bool = False


class Voice(Protocol):
    """An engine with a voice chosen."""

    @property
    def identity(self) -> str:
        """Engine, version, voice, settings, for the cache key: equal identities sound equal."""
        ...

    @property
    def info(self) -> VoiceInfo:
        """Its ``name`` opens it again."""
        ...

    def synthesise(self, text: str, *, words_per_minute: int) -> Clip:
        """Mono float32 at ``SAMPLE_RATE``, untrimmed, at the engine's level; zero frames if there's nothing
        to say. Thread-safe.

        Raises MissingPartError: the engine failed.
        """
        ...

    def close(self) -> None:
        """May be repeated."""
        ...


@runtime_checkable
class PassageVoice(Protocol):
    """Its melody can run through sentences."""

    def synthesise_within(self, text: str, passage: tuple[str, ...], *, words_per_minute: int) -> Clip:
        """One sentence of ``passage``, as it sounds there."""
        ...


def speakable(text: str) -> str:
    """One line, no control characters; "" if it says nothing."""
    plain = "".join(" " if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") else c for c in text)
    plain = " ".join(plain.split())
    return plain if any(c.isalnum() for c in plain) else ""


def check_rate(words_per_minute: int) -> None:
    """Raises InputError for a rate that some engine can't speak."""
    if not SLOWEST_WORDS_PER_MINUTE <= words_per_minute <= FASTEST_WORDS_PER_MINUTE:
        raise InputError(
            f"A speech rate of {words_per_minute} words a minute can't be spoken.",
            hint=f"Choose {SLOWEST_WORDS_PER_MINUTE} to {FASTEST_WORDS_PER_MINUTE}.",
            code="speech-rate",
        )


def voice_failed(name: str, why: Exception | str) -> MissingPartError:
    """``why``'s first line counts."""
    first = (str(why).splitlines() or [type(why).__name__])[0].rstrip(".")
    return MissingPartError(
        f"The voice {name} failed: {first}.",
        hint="Choose another with --voice; voice-coach voices lists them.",
        code="voice-failed",
    )


def primary(language: str) -> str:
    """``en`` for ``en-GB``."""
    return language.lower().replace("_", "-").split("-")[0]


def resampled(samples: Samples, rate_hz: int) -> Samples:
    """Mono float32 to ``SAMPLE_RATE``."""
    if rate_hz == SAMPLE_RATE or samples.size == 0:
        return samples
    import soxr

    return np.asarray(soxr.resample(samples, rate_hz, SAMPLE_RATE, quality="HQ"), dtype=np.float32)
