"""The microphone at the hearing rate."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol

import numpy as np

from voice_coach.audio.input_stream import CapturedBlock
from voice_coach.listening.recogniser import Speech
from voice_coach.listening.resample import HearingResampler

_READ_SECONDS = 0.2
LONGEST_GAP_SECONDS = 5.0
"""After longer ones a listener starts over anyway."""


class Capturing(Protocol):
    """A microphone."""

    def read(self, timeout_seconds: float) -> CapturedBlock | None:
        """None after the timeout."""


def microphone_sound(microphone: Capturing, over: Callable[[], bool]) -> Iterator[Speech]:
    """16 kHz mono int16, until ``over()``.

    Silence replaces lost samples, so playing and hearing stay in step. The rate may change with a returning
    microphone.
    """
    resampler, rate_hz, next_frame = None, 0, 0
    while not over():
        block = microphone.read(_READ_SECONDS)
        if block is None:
            continue
        if resampler is None or block.rate_hz != rate_hz:
            rate_hz, next_frame = block.rate_hz, block.start_frame
            resampler = HearingResampler(rate_hz)
        gap = block.start_frame - next_frame
        next_frame = block.start_frame + len(block.samples)
        if 0 < gap <= LONGEST_GAP_SECONDS * rate_hz:
            yield resampler.feed(np.zeros(gap, np.float32))
        yield resampler.feed(block.samples.astype(np.float32) / 32768.0)
