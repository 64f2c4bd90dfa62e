"""An adaptive filter that learns the path from loudspeaker to microphone and takes the echo out.

The impulse response, in partitions in the frequency domain, is the state of a Kalman filter with a diagonal
covariance (Enzner and Vary 2006; partitioned: Kuech, Mabande and Enzner 2014). Each bin's step follows from
its uncertainty against other sound: fast in silence, none while someone speaks.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

EchoBlock = npt.NDArray[np.float32]
Spectrum = npt.NDArray[np.complex64]
Power = npt.NDArray[np.float32]

_TURNS = 4
_NEIGHBOURS = np.float32(0.25)
"""A little-heard coefficient's least uncertainty, as a share of its neighbours'."""


@dataclass(frozen=True)
class KalmanSettings:
    """``block_samples`` x ``partitions`` is the learnable length, 512 ms; 256 and 384 lost more commands,
    mostly at RT60 of 0.5 s and more.
    """

    block_samples: int = 256
    partitions: int = 32
    forgetting: float = 0.9995
    """A coefficient's share still true a block later. 0.9998 relearns in twenty seconds instead of ten; 0.999
    takes out a decibel less."""
    near_smoothing: float = 0.5
    """The past's share in the estimate of other sound; small, so a voice stops the learning."""
    start_power: float = 0.1
    """Early coefficients' first uncertainty: an echo 10 dB below its reference."""
    tail_seconds: float = 0.07
    """How fast uncertainty falls along the path."""


@dataclass(frozen=True, eq=False)
class Cancelled:
    """``error``: the microphone less its echo, shape ``(block,)``. Powers by bin, shape ``(block + 1,)``,
    scaled as ``|rfft|**2`` of a zero-padded block: of ``error``, of the echo taken out, of the echo that may
    be left until it has learned.
    """

    error: EchoBlock
    error_power: Power
    echo_power: Power
    unsure_power: Power


class KalmanFilter:
    def __init__(self, settings: KalmanSettings | None = None) -> None:
        self.settings = settings or KalmanSettings()
        self._size = self.settings.block_samples
        rows, bins = self.settings.partitions, self._size + 1
        self._inputs = _Inputs(rows, bins)
        self._turn = 0
        self._before: EchoBlock = np.zeros(self._size, np.float32)
        self._near: Power = np.zeros(bins, np.float32)
        self._weights: Spectrum = np.zeros((rows, bins), np.complex64)
        self._unsure: Power = np.zeros((rows, bins), np.float32)
        self.forget()

    def forget(self) -> None:
        """Learn again, keeping the reference."""
        settings = self.settings
        seconds = np.arange(settings.partitions) * self._size / 16_000
        start = settings.start_power * np.exp(-seconds / settings.tail_seconds)
        self._weights[:] = 0
        self._unsure[:] = start[:, None]
        self._near[:] = 0

    def doubt(self, share: float) -> None:
        """Coefficients may be off by ``share`` of their power."""
        self._unsure = np.maximum(self._unsure, np.float32(share) * _power(self._weights))

    def move_earlier(self, samples: int, reference: EchoBlock) -> None:
        """The echo comes ``samples`` sooner from here on. ``reference``: `step`'s input as it would have
        been, one block longer than the path.
        """
        size, rows = self._size, self.settings.partitions
        way = np.fft.irfft(self._weights)[:, :size].ravel()
        moved = np.concatenate([way[samples:], np.zeros(samples)])
        self._weights[:] = np.fft.rfft(moved.reshape(rows, size), 2 * size)
        blocks = reference.reshape(rows + 1, size)
        for before, block in pairwise(blocks):
            self._take_in(before, block)

    def step(self, microphone: EchoBlock, reference: EchoBlock) -> Cancelled:
        """Take the echo out; both are one block."""
        size, settings = self._size, self.settings
        self._take_in(self._before, reference)
        inputs, input_power = self._inputs.spectra, self._inputs.powers
        echo = (inputs * self._weights).sum(axis=0)
        error = microphone - np.fft.irfft(echo)[size:].astype(np.float32, copy=False)
        spectrum = _spectrum(np.zeros(size, np.float32), error)
        power = _power(spectrum)
        self._near = settings.near_smoothing * self._near + (1 - settings.near_smoothing) * power
        unsure = np.float32(0.5) * (self._unsure * input_power).sum(axis=0)
        self._learn(inputs, input_power, spectrum, unsure)
        return Cancelled(error, power, np.float32(0.5) * _power(echo), unsure)

    def _take_in(self, before: EchoBlock, reference: EchoBlock) -> None:
        self._inputs.put(_spectrum(before, reference))
        self._before = reference.copy()

    def _learn(self, inputs: Spectrum, input_power: Power, error: Spectrum, unsure: Power) -> None:
        forgetting = np.float32(self.settings.forgetting)
        gain = self._unsure / (unsure + self._near + np.float32(1e-9))
        self._weights += gain * (np.conj(inputs) * error)
        self._keep_short()
        # In place, since these are the largest arrays: what was just heard makes it less unsure.
        gain *= input_power
        gain *= np.float32(-0.5) * forgetting**2
        gain += forgetting**2
        self._unsure *= np.maximum(gain, np.float32(0), out=gain)
        likely = _power(self._weights)
        neighbours = _NEIGHBOURS * likely.mean(axis=1, keepdims=True)
        self._unsure += (1 - forgetting**2) * np.maximum(likely, neighbours, out=likely)

    def _keep_short(self) -> None:
        """Keep partitions from reaching into the next; each every fourth block, which is as good."""
        self._turn = (self._turn + 1) % _TURNS
        turn = slice(self._turn, None, _TURNS)
        way = np.fft.irfft(self._weights[turn], axis=1)
        way[:, self._size :] = 0
        self._weights[turn] = np.fft.rfft(way, axis=1)


class _Inputs:
    """The reference's last blocks, newest first."""

    def __init__(self, count: int, bins: int) -> None:
        self._count, self._newest = count, 0
        self._spectra: Spectrum = np.zeros((2 * count, bins), np.complex64)
        self._powers: Power = np.zeros((2 * count, bins), np.float32)

    def put(self, spectrum: Spectrum) -> None:
        self._newest = (self._newest - 1) % self._count
        for row in (self._newest, self._newest + self._count):
            self._spectra[row] = spectrum
            self._powers[row] = _power(spectrum)

    @property
    def spectra(self) -> Spectrum:
        return self._spectra[self._newest : self._newest + self._count]

    @property
    def powers(self) -> Power:
        return self._powers[self._newest : self._newest + self._count]


def _spectrum(before: EchoBlock, block: EchoBlock) -> Spectrum:
    spectrum: Spectrum = np.fft.rfft(np.concatenate([before, block])).astype(np.complex64, copy=False)
    return spectrum


def _power(spectrum: Spectrum) -> Power:
    return np.square(spectrum.real) + np.square(spectrum.imag)
