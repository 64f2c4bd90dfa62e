"""Any rate and channels to 16 kHz, mono, 16 bit."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from voice_coach.listening.recogniser import HEARING_RATE, Speech

_FULL_SCALE = 32767.0
_CENTRE, _REACH, _BETA = 95, 47, 5.65
"""At twice 24 kHz: the filter's middle, that at 24 kHz, its Kaiser window."""


class HearingResampler:
    """From a device's rate to the hearing rate."""

    def __init__(self, source_rate: int, channels: int = 1) -> None:
        import soxr

        self._channels = channels
        self._stream = None
        if source_rate != HEARING_RATE:
            self._stream = soxr.ResampleStream(source_rate, HEARING_RATE, 1, dtype="float32", quality="HQ")

    def feed(self, block: npt.NDArray[np.float32], *, last: bool = False) -> Speech:
        """``block``: shape ``(frames,)`` or ``(frames, channels)``, full scale 1.0. Some milliseconds are
        held back until ``last``.
        """
        mono = block.reshape(-1, self._channels).mean(axis=1, dtype=np.float32)
        if self._stream is not None:
            mono = self._stream.resample_chunk(mono, last=last)
        return to_int16(mono)


class ThreeToTwo:
    """Mono from 24 kHz, sample by sample: soxr's lumps are too coarse for an echo's reference.

    Flat within 0.01 dB up to 7.5 kHz, 60 dB down from 8.5 kHz, 3 ms late.
    """

    def __init__(self) -> None:
        sinc = np.sinc((np.arange(2 * _CENTRE + 1) - _CENTRE) / 3) * (2 / 3)
        taps = sinc * np.kaiser(2 * _CENTRE + 1, _BETA)
        self._pair = np.zeros((2 * _REACH + 3, 2), np.float32)
        self._pair[:-2, 0] = taps[1::2][::-1]
        self._pair[1:, 1] = taps[0::2][::-1]
        self._rest = np.zeros(_REACH, np.float32)

    def feed(self, block: npt.NDArray[np.float32]) -> Speech:
        """What ``block`` (full scale 1.0) completes."""
        sound = np.concatenate((self._rest, block))
        width = self._pair.shape[0]
        pairs = max(0, (sound.shape[0] - width) // 3 + 1)
        self._rest = sound[3 * pairs :]
        if not pairs:
            return np.zeros(0, np.int16)
        windows = np.lib.stride_tricks.sliding_window_view(sound, width)[: 3 * pairs : 3]
        return to_int16((windows @ self._pair).reshape(-1))


def to_int16(samples: npt.NDArray[np.floating]) -> Speech:
    """From full scale 1.0, clipped; non-numbers become silence."""
    clean = np.nan_to_num(samples, nan=0.0, posinf=1.0, neginf=-1.0)
    rounded: Speech = np.round(np.clip(clean, -1.0, 1.0) * _FULL_SCALE).astype(np.int16)
    return rounded
