"""An adaptive filter that learns the way from loudspeaker to microphone and takes the echo out.

The way is a long impulse response, cut into partitions and held in the frequency domain. Its coefficients
are the state of a Kalman filter with a diagonal covariance (Enzner and Vary 2006; in partitions, Kuech,
Mabande and Enzner 2014): the step taken in each bin follows from how uncertain the coefficient still is
against how much else sounds in the microphone, so that the filter learns fast in an empty room and holds
still, by itself, while somebody speaks.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Block = npt.NDArray[np.float32]
Spectrum = npt.NDArray[np.complex64]
Power = npt.NDArray[np.float32]

_NEIGHBOURS = np.float32(0.25)
"""A coefficient that was hardly heard may be at least so much of what its neighbours are."""


@dataclass(frozen=True)
class KalmanSettings:
    """``block_samples`` x ``partitions`` is the length of the way that can be learned: 384 ms. With 256
    more commands were lost over the coach, most of them in rooms with RT60 of 0.5 s and more."""

    block_samples: int = 256
    partitions: int = 24
    forgetting: float = 0.999
    """How much of a coefficient is still true one block later: rooms change when people move."""
    near_smoothing: float = 0.5
    """Share of the past in the estimate of what else sounds. Small: a voice must stop the learning at
    once."""
    start_power: float = 0.1
    """First uncertainty of the early coefficients: an echo 10 dB below its reference."""
    tail_seconds: float = 0.05
    """How fast the uncertainty falls off along the way: rooms decay."""


@dataclass(frozen=True, eq=False)
class Cancelled:
    """One block. ``error`` is the microphone less its echo, shape ``(block,)``. The powers, by bin, shape
    ``(block + 1,)``, are scaled as ``|rfft|**2`` of a block beside as many zeros: of ``error``, of the echo
    that was taken out, and of the echo that may be left for want of learning."""

    error: Block
    error_power: Power
    echo_power: Power
    unsure_power: Power


class KalmanFilter:
    """``step`` block after block."""

    def __init__(self, settings: KalmanSettings | None = None) -> None:
        self.settings = settings or KalmanSettings()
        self._size = self.settings.block_samples
        rows, bins = self.settings.partitions, self._size + 1
        self._inputs: Spectrum = np.zeros((rows, bins), np.complex64)
        self._newest = 0
        self._before: Block = np.zeros(self._size, np.float32)
        self._near: Power = np.zeros(bins, np.float32)
        self._weights: Spectrum = np.zeros((rows, bins), np.complex64)
        self._unsure: Power = np.zeros((rows, bins), np.float32)
        self.forget()

    def forget(self) -> None:
        """The way is another one now: begin to learn anew. The reference so far is kept."""
        settings = self.settings
        seconds = np.arange(settings.partitions) * self._size / 16_000
        start = settings.start_power * np.exp(-seconds / settings.tail_seconds)
        self._weights[:] = 0
        self._unsure[:] = start[:, None]
        self._near[:] = 0

    def doubt(self, share: float) -> None:
        """The way is only roughly what was learned: each coefficient may be off by ``share`` of its power."""
        self._unsure = np.maximum(self._unsure, np.float32(share) * _power(self._weights))

    def move_earlier(self, samples: int, reference: Block) -> None:
        """From here on the echo comes ``samples`` sooner after its reference than before. ``reference`` is
        what `step` got so far, as it would have been then, one block longer than the way."""
        size, rows = self._size, self.settings.partitions
        way = np.fft.irfft(self._weights)[:, :size].ravel()
        moved = np.concatenate([way[samples:], np.zeros(samples)])
        self._weights[:] = np.fft.rfft(moved.reshape(rows, size), 2 * size)
        blocks = reference.reshape(rows + 1, size)[::-1]
        for age in range(rows):
            pair = np.concatenate([blocks[age + 1], blocks[age]])
            self._inputs[(self._newest + age) % rows] = np.fft.rfft(pair)
        self._before = blocks[0].copy()

    def step(self, microphone: Block, reference: Block) -> Cancelled:
        """Take the echo of ``reference`` and what came before it out of ``microphone``; both one block
        long."""
        size, settings = self._size, self.settings
        self._newest = (self._newest - 1) % settings.partitions
        self._inputs[self._newest] = np.fft.rfft(np.concatenate([self._before, reference]))
        self._before = reference.copy()
        order = (np.arange(settings.partitions) + self._newest) % settings.partitions
        inputs = self._inputs[order]
        echo = np.einsum("kf,kf->f", inputs, self._weights)
        error = microphone - np.fft.irfft(echo)[size:].astype(np.float32)
        spectrum = np.fft.rfft(np.concatenate([np.zeros(size, np.float32), error])).astype(np.complex64)
        power = _power(spectrum)
        self._near = settings.near_smoothing * self._near + (1 - settings.near_smoothing) * power
        input_power = _power(inputs)
        unsure = np.float32(0.5) * np.einsum("kf,kf->f", self._unsure, input_power)
        self._learn(inputs, input_power, spectrum, unsure)
        return Cancelled(error, power, np.float32(0.5) * _power(echo), unsure)

    def _learn(self, inputs: Spectrum, input_power: Power, error: Spectrum, unsure: Power) -> None:
        size, forgetting = self._size, np.float32(self.settings.forgetting)
        gain = self._unsure / (unsure + self._near + np.float32(1e-9))
        change = np.fft.irfft(gain * np.conj(inputs) * error, axis=1)
        change[:, size:] = 0
        self._weights += np.fft.rfft(change, axis=1)
        self._unsure *= np.maximum(np.float32(1) - np.float32(0.5) * gain * input_power, np.float32(0))
        self._unsure *= forgetting**2
        likely = _power(self._weights)
        neighbours = _NEIGHBOURS * likely.mean(axis=1, keepdims=True)
        self._unsure += (1 - forgetting**2) * np.maximum(likely, neighbours)


def _power(spectrum: Spectrum) -> Power:
    return np.square(spectrum.real) + np.square(spectrum.imag)
