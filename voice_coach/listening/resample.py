"""Sound at any rate and number of channels to what the listening side works on: 16 kHz, mono, 16 bit."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from voice_coach.listening.recogniser import HEARING_RATE, Speech

_FULL_SCALE = 32767.0


class HearingResampler:
    """A stream from a device's rate to the hearing rate; keeps its state from block to block."""

    def __init__(self, source_rate: int, channels: int = 1) -> None:
        import soxr

        self._channels = channels
        self._stream = None
        if source_rate != HEARING_RATE:
            self._stream = soxr.ResampleStream(source_rate, HEARING_RATE, 1, dtype="float32", quality="HQ")

    def feed(self, block: npt.NDArray[np.float32], *, last: bool = False) -> Speech:
        """``block``, shape ``(frames,)`` or ``(frames, channels)``, full scale at 1.0, at the hearing rate.

        A stream holds a few milliseconds back; ``last`` gives them out.
        """
        mono = block.reshape(-1, self._channels).mean(axis=1, dtype=np.float32)
        if self._stream is not None:
            mono = self._stream.resample_chunk(mono, last=last)
        return to_int16(mono)


def to_int16(samples: npt.NDArray[np.floating]) -> Speech:
    """Full scale at 1.0 to 16 bit, clipped; what is no number becomes silence."""
    clean = np.nan_to_num(samples, nan=0.0, posinf=1.0, neginf=-1.0)
    rounded: Speech = np.round(np.clip(clean, -1.0, 1.0) * _FULL_SCALE).astype(np.int16)
    return rounded
