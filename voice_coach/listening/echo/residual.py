"""The echo left after the filter: its level, whether someone speaks over it, its removal.

Loudspeakers distort and rooms outlast the filter; the rest is followed by band as a share of the echo taken
out. With no more than that, the microphone is turned down to the room's noise; in speech only bands ruled by
the rest are, since recognisers mind damaged speech more than some echo.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voice_coach.listening.echo.kalman import Cancelled, EchoBlock, Power

Bands = npt.NDArray[np.float64]
_BANDS = 32
_HISTORY_BLOCKS = 12
_TAPS = 64
DELAY_SAMPLES = _TAPS // 2
_DARK = 1e-12
"""-90 dB of full scale, what 16 bits resolve."""


@dataclass(frozen=True)
class ResidualSettings:
    """Chosen by commands heard over the coach (`bench/barge_in.py`)."""

    share_step_db: float = 0.08
    """A 16 ms block's step, equal up and down, so the share settles at the median."""
    first_share_db: float = -3.0
    lowest_share_db: float = -40.0
    ring_db: float = 1.5
    """A room's decay a block: 0.64 s for 60 dB."""
    spread_db: float = -25.0
    """Distortion: of the whole echo, into every band."""
    speech_db: float = 2.0
    """Mean height over rest and noise that means a voice ..."""
    alike_db: float = 3.0
    """... and so much more if it moves like the echo."""
    over_db: float = 3.0
    """Taken off bands in speech: the rest's peaks over its median ..."""
    alone_db: float = 40.0
    """... and otherwise."""
    hold_blocks: int = 12
    """After speech: words have quiet ends."""


class ResidualSuppressor:
    def __init__(self, block_samples: int, settings: ResidualSettings | None = None) -> None:
        self.settings = settings or ResidualSettings()
        self._size = block_samples
        self._blend = np.linspace(0, 1, block_samples, dtype=np.float32)
        self._share_db: Bands = np.full(_BANDS, self.settings.first_share_db)
        self._ringing: Bands = np.zeros(_BANDS)
        self._smooth: Bands = np.full(_BANDS, _DARK)
        self._noise = _NoiseFloor()
        self._window = np.hanning(_TAPS + 1)[:_TAPS]
        self._filter: npt.NDArray[np.float64] = np.zeros(_TAPS)
        self._filter[DELAY_SAMPLES] = 1.0
        self._before: EchoBlock = np.zeros(_TAPS - 1, np.float32)
        self._held = 0
        self._history: Bands = np.full((_HISTORY_BLOCKS, 2, _BANDS), np.log(_DARK))
        self.residual_power = 0.0
        """The last block's rest, mean square at full scale 1."""
        self.double_talk = False

    def step(self, block: Cancelled) -> tuple[EchoBlock, EchoBlock]:
        """With the rest turned down, and as it was; both `DELAY_SAMPLES` late."""
        settings = self.settings
        left, taken = self._pooled(block.error_power), self._pooled(block.echo_power)
        self._ringing = np.maximum(taken, self._ringing * 10 ** (-settings.ring_db / 10))
        self._smooth = 0.5 * self._smooth + 0.5 * left
        noise = self._noise.follow(left)
        source = self._ringing + 10 ** (settings.spread_db / 10) * self._ringing.sum() / _BANDS
        remainder = np.maximum(source * 10 ** (self._share_db / 10), self._pooled(block.unsure_power))
        sounding = remainder > 0.1 * noise
        height = 10 * np.log10(self._smooth / (remainder + 2 * noise) + 1e-9)
        needed = settings.speech_db + settings.alike_db * self._likeness(left + noise, source + noise)
        somebody = float(np.clip(height, 0, 15).sum()) / _BANDS > needed
        self._held = settings.hold_blocks if somebody else max(0, self._held - 1)
        self._follow_share(left, noise, source)
        self.residual_power = float(remainder.sum())
        self.double_talk = self._held > 0 and bool(sounding.any())
        return self._shape(block.error, self._gain(remainder, noise, sounding))

    def pass_by(self, microphone: EchoBlock) -> tuple[EchoBlock, EchoBlock]:
        """The same, untouched, with nothing of the coach in it."""
        spectrum = np.fft.rfft(microphone, 2 * self._size)
        self._noise.follow(self._pooled(np.square(spectrum.real) + np.square(spectrum.imag)))
        self.residual_power, self.double_talk, self._held = 0.0, False, 0
        return self._shape(microphone, np.ones(_BANDS))

    def _pooled(self, power: Power) -> Bands:
        """From bins to mean square by band, without the constant part."""
        bands: Bands = power[-self._size :].reshape(_BANDS, -1).sum(axis=1).astype(np.float64)
        bands /= self._size**2
        return np.maximum(bands, _DARK, out=bands)

    def _likeness(self, left: Bands, source: Bands) -> float:
        """Correlation of levels over the last 200 ms, 0 to 1."""
        self._history[:-1] = self._history[1:]
        self._history[-1] = np.log(left), np.log(source)
        moves = self._history - self._history.sum(axis=0) / _HISTORY_BLOCKS
        ours, theirs = moves[:, 0].ravel(), moves[:, 1].ravel()
        size = float(np.sqrt((ours @ ours) * (theirs @ theirs)))
        return max(0.0, float(ours @ theirs) / size) if size > 1e-9 else 0.0

    def _follow_share(self, left: Bands, noise: Bands, source: Bands) -> None:
        """Towards the median of the rest over its source, in audible bands."""
        settings = self.settings
        above = np.maximum(left - noise, _DARK) > source * 10 ** (self._share_db / 10)
        step = np.where(above, settings.share_step_db, -settings.share_step_db)
        moved = np.where(source > 4 * noise, self._share_db + step, self._share_db)
        self._share_db = np.clip(moved, settings.lowest_share_db, 0.0)

    def _gain(self, remainder: Bands, noise: Bands, sounding: npt.NDArray[np.bool_]) -> Bands:
        lowest = np.sqrt(np.minimum(noise / self._smooth, 1.0))
        over_db = self.settings.over_db if self._held else self.settings.alone_db
        kept = 1 - remainder * 10 ** (over_db / 10) / self._smooth
        gain = np.maximum(np.sqrt(np.maximum(kept, 0.0)), lowest)
        return np.where(sounding, gain, 1.0)

    def _shape(self, block: EchoBlock, gain: Bands) -> tuple[EchoBlock, EchoBlock]:
        """A short filter with ``gain`` by band, blended so nothing clicks."""
        response = np.fft.irfft(np.concatenate([gain[:1], gain]), _TAPS)
        taps = np.concatenate([response[-DELAY_SAMPLES:], response[:-DELAY_SAMPLES]]) * self._window
        sound = np.concatenate([self._before, block])
        self._before = sound[-(_TAPS - 1) :]
        old = np.convolve(sound, self._filter, "valid")
        new = np.convolve(sound, taps, "valid")
        self._filter = taps
        shaped = np.asarray(old + self._blend * (new - old), np.float32)
        return shaped, sound[_TAPS - 1 - DELAY_SAMPLES :][: len(block)]


class _NoiseFloor:
    """The room's noise by band: the least smoothed power in two seconds, raised a little."""

    _BLOCKS = 24
    _PARTS = 5

    def __init__(self) -> None:
        self._smooth: Bands = np.full(_BANDS, _DARK)
        self._least: Bands = np.full(_BANDS, np.inf)
        self._parts: list[Bands] = []
        self._count = 0

    def follow(self, power: Bands) -> Bands:
        self._smooth = 0.7 * self._smooth + 0.3 * power if self._count else power.copy()
        self._least = np.minimum(self._least, self._smooth)
        self._count += 1
        if self._count % self._BLOCKS == 0:
            self._parts = [*self._parts, self._least][-self._PARTS :]
            self._least = self._smooth.copy()
        least: Bands = np.minimum.reduce([self._least, *self._parts])
        return 2.0 * least
