"""Speech for libvosk to hear: espeak in several throats, at 16 kHz, with silence and a noise floor."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import soxr

from voice_coach.speaking.espeak_library import EspeakLanguage
from voice_coach.speaking.find_espeak import espeak_library

Speech = npt.NDArray[np.int16]
RATE = 16_000
SPANISH = EspeakLanguage("es", "Spanish (Spain)", "roa/es")
_ENGLISH = EspeakLanguage("en-us", "English (America)", "gmw/en-US")


@dataclass(frozen=True)
class Speaker:
    """A throat: ``pitch`` in Hz, ``tract`` the length of the vocal tract as formants in percent of espeak's
    own."""

    pitch: int
    tract: int = 100
    words_per_minute: int = 150

    @property
    def recipe(self) -> str:
        """Lines for espeak's voice file."""
        formants = "\n".join(f"formant {number} {self.tract} 100 100" for number in range(1, 6))
        return f"pitch {self.pitch} {round(self.pitch * 1.3)}\n{formants}\n"


SPEAKERS = (Speaker(102, 99, 145), Speaker(160, 107, 155), Speaker(190, 105, 140))


def say(
    text: str,
    speaker: Speaker,
    seed: int = 0,
    noise_rms: float = 12.0,
    gain_db: float = 0.0,
    language: EspeakLanguage = _ENGLISH,
) -> Speech:
    """``text`` with 0.25 s of near silence before it and 0.3 s after, over white noise of ``noise_rms``."""
    library = espeak_library()
    spoken = library.speak(
        text, language, speaker.recipe, words_per_minute=speaker.words_per_minute, settings=(100, 50, 0)
    )
    sound = np.frombuffer(spoken.pcm, dtype=np.int16).astype(np.float32)
    sound = np.asarray(soxr.resample(sound, library.rate_hz, RATE), dtype=np.float32)
    loud = np.flatnonzero(np.abs(sound) > 0.01 * np.abs(sound).max())
    sound = sound[loud[0] : loud[-1] + 1] * np.float32(10 ** (gain_db / 20) * 8_000 / np.abs(sound).max())
    sound = np.pad(sound, (RATE // 4, 3 * RATE // 10))
    return np.round(sound + noise(len(sound), seed, noise_rms)).clip(-32768, 32767).astype(np.int16)


def noise(samples: int, seed: int, rms: float) -> npt.NDArray[np.float32]:
    """White noise."""
    return np.random.default_rng(seed).normal(0.0, rms, samples).astype(np.float32)
