"""How often a chirp is found in a second where there is none, and missed where there is one as loud as the
noise. The kinds of noise: white, pink, bursts in silence, clicks, a hum."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt

from bench.figures import Figure, report
from voice_coach.audio.chirp import CHIRP_SECONDS, chirp, find_chirp

SECONDS_OF_WHITE_NOISE, SECONDS_OF_OTHERS = 100_000, 25_000
CHIRPS = 5_000
RATE_HZ = 16_000

Sound = npt.NDArray[np.float32]
Chance = np.random.Generator


def _white(chance: Chance) -> Sound:
    return chance.normal(0.0, 0.05, RATE_HZ).astype(np.float32)


def _pink(chance: Chance) -> Sound:
    spectrum = np.fft.rfft(chance.normal(0.0, 1.0, RATE_HZ))
    spectrum[1:] /= np.sqrt(np.arange(1, spectrum.shape[0]))
    return np.asarray(np.fft.irfft(spectrum, RATE_HZ), np.float32)


def _bursts(chance: Chance) -> Sound:
    sound = chance.normal(0.0, 1e-4, RATE_HZ)
    for start in chance.integers(0, RATE_HZ, 4):
        sound[start : start + int(chance.integers(100, 4_000))] += chance.normal(0.0, 0.2)
        sound[start : start + 2_000] *= chance.normal(1.0, 50.0)
    return sound.astype(np.float32)


def _clicks(chance: Chance) -> Sound:
    sound = chance.normal(0.0, 1e-3, RATE_HZ)
    sound[chance.integers(0, RATE_HZ, 10)] = chance.normal(0.0, 0.5, 10)
    return sound.astype(np.float32)


def _hum(chance: Chance) -> Sound:
    at = np.arange(RATE_HZ) / RATE_HZ
    tones = sum(np.sin(2 * np.pi * (50 * k * at + chance.random())) / k for k in range(1, 20))
    return (0.05 * tones + chance.normal(0.0, 0.01, RATE_HZ)).astype(np.float32)


KINDS: Mapping[str, Callable[[Chance], Sound]] = {
    "white noise": _white,
    "pink noise": _pink,
    "bursts": _bursts,
    "clicks": _clicks,
    "a hum": _hum,
}


def measure() -> list[Figure]:
    figures = []
    for number, (name, make) in enumerate(KINDS.items()):
        chance = np.random.default_rng(number)
        seconds = SECONDS_OF_OTHERS if number else SECONDS_OF_WHITE_NOISE
        found = sum(find_chirp(make(chance), RATE_HZ) is not None for _ in range(seconds))
        print(f"{found} in {seconds} s of {name}", file=sys.stderr, flush=True)
        figures.append(Figure(f"chirps found in {seconds} seconds of {name}", found, "", 0))
    chance, missed = np.random.default_rng(9), 0
    for _ in range(CHIRPS):
        heard = chance.normal(0.0, 10 ** (-19.3 / 20), RATE_HZ).astype(np.float32)
        start = int(chance.integers(0, round((1 - CHIRP_SECONDS) * RATE_HZ)))
        made = chirp(RATE_HZ)
        heard[start : start + made.shape[0]] += made
        place = find_chirp(heard, RATE_HZ)
        missed += place is None or abs(place.at_seconds - start / RATE_HZ) > 3 / RATE_HZ
    return [*figures, Figure(f"of {CHIRPS} chirps as loud as the noise, missed", missed, "", 0)]


if __name__ == "__main__":
    report("chirp", measure())
