"""Speech as numbers that tell one voice from another, whatever is said.

Resemblyzer's voice encoder (Apache-2.0), a byte a weight, in numpy, and the cepstra's mean and spread, which
for the same words tell as much. Both are projected so that one person's words differ by 1 in each dimension,
people by `spread` (`training/voiceprint.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from voice_coach.content import content_folder
from voice_coach.errors import MissingPartError
from voice_coach.listening.acoustic.mel import log_mel
from voice_coach.listening.array_file import UNREADABLE, StoredWeights, read_weights
from voice_coach.listening.recogniser import HEARING_RATE, Speech

Numbers = npt.NDArray[np.float32]

FEWEST_SAMPLES = HEARING_RATE // 10
"""Less tells nothing."""
FILTERS = 40
WIDTH = 256
_LAYERS = 3
_CEPSTRA = 20
RAW = WIDTH + 2 * _CEPSTRA - 1
"""The network's, the cepstra's means without the level, and spreads."""
_SMALLER = np.float32(0.05)
"""Brings cepstra to the size of the network's numbers."""
_QUIET_NATS, _SOFT_NATS = np.float32(15.0), np.float32(3.0)
"""Frames so far below the loudest first cepstrum count half, over so wide a slope."""
_FORMAT = 1
_SHIFT_SAMPLES = HEARING_RATE // 100
_WINDOW_SAMPLES = HEARING_RATE // 40
_FRAMES = 160
"""Trained on 1.6 s; shorter sound is repeated."""
_LEVEL = 10 ** (-30 / 20)
"""RMS in training, full scale 1."""


@dataclass(frozen=True, eq=False)
class Layer:
    """An LSTM layer: input, forget, cell, output gates side by side, shapes ``(inputs, 1024)``, ``(256,
    1024)``, ``(1024,)``.
    """

    into: Numbers
    onward: Numbers
    bias: Numbers


@dataclass(frozen=True, eq=False)
class VoiceEncoder:
    """``spread``: variance between people by dimension; one person's is 1."""

    layers: tuple[Layer, ...]
    mean: Numbers
    projection: Numbers
    spread: Numbers

    def traits(self, sound: Speech) -> Numbers | None:
        """Shape ``(dimensions,)``; None if too short."""
        raw = self.raw(sound)
        return None if raw is None else self.place(raw)

    def place(self, raw: Numbers) -> Numbers:
        """What ``raw()`` gives, among people."""
        found: Numbers = ((raw - self.mean) @ self.projection).astype(np.float32)
        return found

    def raw(self, sound: Speech) -> Numbers | None:
        """Shape ``(295,)``: the network's last state, of length 1; means and spreads of the cepstra. None if
        too short.
        """
        if len(sound) < FEWEST_SAMPLES:
            return None
        frames = _mel(sound)
        repeated = np.resize(frames, (max(_FRAMES, len(frames)), FILTERS))
        for layer in self.layers:
            repeated = _run(layer, repeated)
        last = repeated[-1]
        return np.concatenate([last / (np.linalg.norm(last) + np.float32(1e-9)), _colour(sound)])


def _run(layer: Layer, frames: Numbers) -> Numbers:
    """States after each frame, shape ``(frames, 256)``."""
    coming = frames @ layer.into + layer.bias
    states = np.empty((len(frames), WIDTH), np.float32)
    state, cell = np.zeros(WIDTH, np.float32), np.zeros(WIDTH, np.float32)
    for at, row in enumerate(coming):
        gates = row + state @ layer.onward
        # A logistic function is a hyperbolic tangent of half its argument, which never overflows.
        take, keep, give = (
            0.5 + 0.5 * np.tanh(0.5 * gates[part * WIDTH : (part + 1) * WIDTH]) for part in (0, 1, 3)
        )
        cell = keep * cell + take * np.tanh(gates[2 * WIDTH : 3 * WIDTH])
        state = give * np.tanh(cell)
        states[at] = state
    return states


def _colour(sound: Speech) -> Numbers:
    """The cepstra's mean and spread over what's loud, shape ``(39,)``."""
    cepstra = log_mel(sound) @ _cosines()
    below = cepstra[:, 0].max() - _QUIET_NATS
    weights = 1 / (1 + np.exp((below - cepstra[:, 0]) / _SOFT_NATS))
    weights /= weights.sum()
    mean = weights @ cepstra
    spread = np.sqrt(weights @ (cepstra - mean) ** 2 + np.float32(1e-4))
    found: Numbers = np.concatenate([mean[1:], spread]) * _SMALLER
    return found


@lru_cache(maxsize=1)
def _cosines() -> Numbers:
    """From log mel energies to cepstra, shape ``(40, 20)``."""
    angles = np.pi / FILTERS * (np.arange(FILTERS)[:, None] + 0.5) * np.arange(_CEPSTRA)
    found: Numbers = (np.cos(angles) * np.sqrt(2 / FILTERS)).astype(np.float32)
    return found


def _mel(sound: Speech) -> Numbers:
    """As in the network's training, shape ``(frames, 40)``."""
    wide = sound.astype(np.float32) / np.float32(32768)
    level = float(np.sqrt(np.mean(wide * wide))) + 1e-9
    padded = np.pad(wide * np.float32(_LEVEL / level), _WINDOW_SAMPLES // 2)
    windows = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW_SAMPLES)[::_SHIFT_SAMPLES]
    spectra = np.fft.rfft(windows * _window())
    found: Numbers = ((spectra.real**2 + spectra.imag**2) @ slaney_filters(FILTERS)).astype(np.float32)
    return found


@lru_cache(maxsize=1)
def _window() -> Numbers:
    return np.hanning(_WINDOW_SAMPLES + 1)[:-1].astype(np.float32)


@lru_cache(maxsize=2)
def slaney_filters(count: int) -> Numbers:
    """Equal-area triangles on Slaney's scale, linear to 1 kHz, logarithmic above, over a spectrum of 400
    samples: shape ``(201, count)``.
    """
    corners = _hertz(np.linspace(0.0, _mels(HEARING_RATE / 2), count + 2))
    hertz = np.arange(_WINDOW_SAMPLES // 2 + 1) * (HEARING_RATE / _WINDOW_SAMPLES)
    rising = (hertz[:, None] - corners[:-2]) / (corners[1:-1] - corners[:-2])
    falling = (corners[2:] - hertz[:, None]) / (corners[2:] - corners[1:-1])
    area = 2.0 / (corners[2:] - corners[:-2])
    return (np.clip(np.minimum(rising, falling), 0, None) * area).astype(np.float32)


_LINEAR_HERTZ = 200 / 3
_KNEE_HERTZ = 1000.0
_KNEE_MELS = _KNEE_HERTZ / _LINEAR_HERTZ
_STEP = np.log(6.4) / 27


def _mels(hertz: float) -> float:
    return _KNEE_MELS + float(np.log(hertz / _KNEE_HERTZ)) / float(_STEP)


def _hertz(mels: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    above = _KNEE_HERTZ * np.exp((mels - _KNEE_MELS) * _STEP)
    return np.where(mels < _KNEE_MELS, mels * _LINEAR_HERTZ, above)


def load_voice_encoder(path: Path | None = None) -> VoiceEncoder:
    """By default the shipped one. Raises MissingPartError (`voice-encoder-unreadable`)."""
    path = path or content_folder("models") / "voiceprint.npz"
    try:
        return _encoder(read_weights(path, _FORMAT))
    except UNREADABLE as error:
        raise MissingPartError(
            f"The voice encoder {path} can't be read: {type(error).__name__}: {error}.",
            hint="Reinstall voice-coach, or leave out --only-me.",
            code="voice-encoder-unreadable",
        ) from None


def _encoder(weights: StoredWeights) -> VoiceEncoder:
    floats = weights.floats
    layers = tuple(
        Layer(
            floats(f"into_{number}", FILTERS if number == 0 else WIDTH, 4 * WIDTH),
            floats(f"onward_{number}", WIDTH, 4 * WIDTH),
            floats(f"bias_{number}", 4 * WIDTH),
        )
        for number in range(_LAYERS)
    )
    spread = floats("spread", weights.arrays["spread"].size)
    if (spread <= 0).any():
        raise ValueError("its spread is not above 0")
    return VoiceEncoder(layers, floats("mean", RAW), floats("projection", RAW, len(spread)), spread)
