"""The voice that's always there: espeak-ng, with word times.

``flutter 0`` in the recipe matters: pitch flutter runs on between texts, so none would sound the same twice.
(The wheel's 1.52 then repeats exactly; a system's 1.51 varies by some frames.)
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right

import numpy as np

from voice_coach.audio.clip import Clip, Samples, Word
from voice_coach.audio.sample_time import SAMPLE_RATE
from voice_coach.errors import InputError
from voice_coach.speaking.espeak_library import EspeakLanguage, EspeakLibrary
from voice_coach.speaking.find_espeak import espeak_library
from voice_coach.speaking.voice import VoiceInfo, check_rate, resampled, speakable

RECIPE = """
flutter 0
roughness 0
pitch 92 136
"""
_SETTINGS = (70, 60, 0)  # volume below espeak's own clipping, a livelier melody, no extra gap

_TOKEN = re.compile(r"[^\s—–…/]+")
_EDGES = re.compile(r"^[^\w]+|[^\w]+$")
_HOP_FRAMES = 120  # 5 ms
_WORD_FLOOR = 10 ** (-38 / 20)


def espeak_info(language: EspeakLanguage) -> VoiceInfo:
    return VoiceInfo(
        f"espeak:{language.code}", "espeak", language.code, f"espeak-ng, {language.name}", 1, word_times=True
    )


class EspeakVoice:
    """A code of espeak's (``en-us``, ``de``); ``en`` means ``en-us``."""

    def __init__(self, language: str = "en") -> None:
        """Raises InputError (unknown language), MissingPartError."""
        self._library: EspeakLibrary = espeak_library()
        self._language = find_language(self._library, language)
        taste = hashlib.sha256(f"{RECIPE}{_SETTINGS}".encode()).hexdigest()[:8]
        self._identity = f"espeak-ng {self._library.version} {self._language.code} {taste}"

    @property
    def identity(self) -> str:
        return self._identity

    @property
    def info(self) -> VoiceInfo:
        return espeak_info(self._language)

    def synthesise(self, text: str, *, words_per_minute: int) -> Clip:
        """See ``Voice``; with word times."""
        check_rate(words_per_minute)
        text = speakable(text)
        if not text:
            return Clip(np.zeros(0, np.float32))
        speech = self._library.speak(
            text, self._language, RECIPE, words_per_minute=words_per_minute, settings=_SETTINGS
        )
        samples = np.frombuffer(speech.pcm, "<i2").astype(np.float32) / np.float32(32768)
        starts = speech.word_starts
        if self._library.rate_hz != SAMPLE_RATE:
            samples = resampled(samples, self._library.rate_hz)
            starts = tuple(
                (place, round(frame * SAMPLE_RATE / self._library.rate_hz)) for place, frame in starts
            )
        return Clip(samples, _words(text, starts, samples))

    def close(self) -> None:
        """The library belongs to the process."""


def find_language(library: EspeakLibrary, language: str) -> EspeakLanguage:
    """Raises InputError."""
    wanted = language.lower()
    known = {entry.code.lower(): entry for entry in library.languages()}
    near = [code for code in known if code.split("-")[0] == wanted.split("-")[0]]
    # A bare language takes the accent of its own name (fr-fr), else any; English, American.
    accents = ("en-us", f"{wanted}-{wanted}", *near) if "-" not in wanted else ()
    for code in (wanted, *accents):
        if code in near:
            return known[code]
    raise InputError(
        f"The voice espeak has no language {language!r}.",
        hint=f"It has {', '.join(near) or f'{len(known)} others, written like en-us, de, fr-fr'}.",
        code="voice-unknown",
    )


def _words(text: str, starts: tuple[tuple[int, int], ...], samples: Samples) -> tuple[Word, ...]:
    """A number or contraction that espeak reports in parts is one word."""
    tokens = [(match.start(), _EDGES.sub("", match.group())) for match in _TOKEN.finditer(text)]
    token_starts = [start for start, _ in tokens]
    spoken: list[tuple[str, int]] = []
    last_token = -1
    for place, frame in starts:
        token = bisect_right(token_starts, place) - 1
        if token <= last_token or not tokens[token][1]:
            continue
        last_token = token
        spoken.append((tokens[token][1], min(max(frame, 0), samples.size)))
    loud = _loud_hops(samples)
    words = []
    for index, (word, start) in enumerate(spoken):
        limit = spoken[index + 1][1] if index + 1 < len(spoken) else samples.size
        if start < limit:
            words.append(Word(word, start, _last_sound(loud, start, limit)))
    return tuple(words)


def _loud_hops(samples: Samples) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    hops = samples[: samples.size // _HOP_FRAMES * _HOP_FRAMES].reshape(-1, _HOP_FRAMES)
    peaks: Samples = np.abs(hops).max(axis=1) if hops.size else np.zeros(0, np.float32)
    return np.asarray(peaks > _WORD_FLOOR * peaks.max(initial=0.0))


def _last_sound(loud: np.ndarray[tuple[int], np.dtype[np.bool_]], start: int, limit: int) -> int:
    """The last loud hop's end: espeak counts the pause after a clause to its last word."""
    first = start // _HOP_FRAMES
    sounding = np.flatnonzero(loud[first : limit // _HOP_FRAMES])
    if sounding.size == 0:
        return limit
    return min(limit, max(start + 1, (first + int(sounding[-1]) + 1) * _HOP_FRAMES))
