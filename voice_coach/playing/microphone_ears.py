"""Ears on a microphone, in a thread of their own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Protocol

import numpy as np

from voice_coach.audio.input_stream import Block
from voice_coach.listening.recogniser import HEARING_RATE
from voice_coach.listening.resample import HearingResampler
from voice_coach.playing.ears import Ears
from voice_coach.playing.engine import Engine
from voice_coach.session.events import LineWanted

_READ_SECONDS = 0.2
_MOST_FAULTS = 3
_SOUND_SAMPLES = 10 * HEARING_RATE
"""Ears that heard for so long were sound: what fails then is a first fault again."""


class Capturing(Protocol):
    """A microphone."""

    def read(self, timeout_seconds: float) -> Block | None:
        """The next block, waited for; None where there is none in time."""


class MicrophoneEars:
    """Ears on a microphone, in a thread of their own; ``close`` ends it.

    What was captured before the ears were opened is still heard: the microphone's queue keeps it. A
    microphone that is lost gives nothing until it is back; it tells of that itself.

    A fault in what hears must not leave a session deaf: it is noted as `hearing_failed`, and fresh ears
    take over. Where those fail again and again the runner is told to use the keyboard.
    """

    def __init__(self, make_ears: Callable[[], Ears], engine: Engine, microphone: Capturing) -> None:
        """``make_ears`` is called here, and again after a fault. Raises whatever it raises the first time."""
        self._make_ears = make_ears
        self._ears = make_ears()
        self._engine = engine
        self._microphone = microphone
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="ears", daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._closing.set()
        self._thread.join(2.0)

    def _run(self) -> None:
        resampler, rate_hz, faults, sound_samples = None, 0, 0, 0
        while not self._closing.is_set():
            block = self._microphone.read(_READ_SECONDS)
            if block is None:
                continue
            if resampler is None or block.rate_hz != rate_hz:
                rate_hz = block.rate_hz
                resampler = HearingResampler(rate_hz)
            samples = resampler.feed(block.samples.astype(np.float32) / 32768.0)
            sound_samples += len(samples)
            try:
                self._ears.hear(samples)
            except Exception as error:  # Whatever it is, the session goes on.
                self._engine.note("hearing_failed", why=f"{type(error).__name__}: {error}")
                faults = 1 if sound_samples > _SOUND_SAMPLES else faults + 1
                sound_samples = 0
                if faults == _MOST_FAULTS:
                    self._engine.post(LineWanted("no_microphone"))
                    return
                self._ears.close()
                self._ears = self._make_ears()
