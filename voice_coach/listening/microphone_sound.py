"""What a microphone gives, at the rate that the hearing works at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol

import numpy as np

from voice_coach.audio.input_stream import CapturedBlock
from voice_coach.listening.recogniser import Speech
from voice_coach.listening.resample import HearingResampler

_READ_SECONDS = 0.2


class Capturing(Protocol):
    """A microphone."""

    def read(self, timeout_seconds: float) -> CapturedBlock | None:
        """The next block, waited for; None if none comes in time."""


def microphone_sound(microphone: Capturing, over: Callable[[], bool]) -> Iterator[Speech]:
    """Blocks of ``microphone`` as 16 kHz mono int16, until ``over()``.

    The device's rate may change while it runs: a microphone that comes back may be another one.
    """
    resampler, rate_hz = None, 0
    while not over():
        block = microphone.read(_READ_SECONDS)
        if block is None:
            continue
        if resampler is None or block.rate_hz != rate_hz:
            rate_hz = block.rate_hz
            resampler = HearingResampler(rate_hz)
        yield resampler.feed(block.samples.astype(np.float32) / 32768.0)
