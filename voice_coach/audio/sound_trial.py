"""Measures the path from speaker to microphone by chirps."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voice_coach.audio.chirp import CHIRP_SECONDS, chirp, find_chirp
from voice_coach.audio.input_stream import CapturedBlock, InputStream
from voice_coach.audio.output_stream import OutputStream
from voice_coach.audio.sample_time import SAMPLE_RATE

CHIRPS = 3
QUIET_SECONDS = 1.0
GAP_SECONDS = 0.8
"""More than any usable latency."""


@dataclass(frozen=True)
class SoundTrial:
    """Levels in dB of full scale (-120: digital silence); gains and latencies of the chirps found.

    A latency runs from handing over a block to hearing it; ``told_latency_seconds`` is the devices' claim.
    """

    speaker: str
    microphone: str
    quiet_db: float
    peak: float
    gains_db: tuple[float, ...]
    latencies_seconds: tuple[float, ...]
    told_latency_seconds: float
    answer_seconds: float
    """From an answer to its sound."""
    underruns: int
    overflows: int


def run_sound_trial(speaker: str | None, microphone: str | None) -> SoundTrial:
    """Takes five seconds. Raises what the streams raise."""
    mouth = OutputStream(speaker)
    try:
        ear = InputStream(microphone)
        try:
            return _test(mouth, ear)
        finally:
            ear.close()
    finally:
        mouth.close()


def _test(mouth: OutputStream, ear: InputStream) -> SoundTrial:
    quiet = _samples(_listen_until(ear, time.monotonic() + QUIET_SECONDS))
    gains: list[float] = []
    latencies: list[float] = []
    everything = [quiet]
    gap = np.zeros(round(GAP_SECONDS * SAMPLE_RATE), dtype=np.float32)
    for _ in range(CHIRPS):
        mouth.write(np.zeros(SAMPLE_RATE // 10, dtype=np.float32))  # from here on it waits for the device
        written_seconds = time.monotonic()
        mouth.write(np.concatenate((chirp(SAMPLE_RATE), gap)))
        blocks = [
            block
            for block in _listen_until(ear, time.monotonic())
            if block.captured_seconds >= written_seconds - CHIRP_SECONDS
        ]
        heard = _samples(blocks)
        everything.append(heard)
        found = find_chirp(heard, ear.rate_hz)
        if found is not None:
            gains.append(found.gain_db)
            latencies.append(blocks[0].captured_seconds + found.at_seconds - written_seconds)
    return SoundTrial(
        speaker=mouth.name,
        microphone=ear.name,
        quiet_db=level_db(quiet),
        peak=float(max((np.abs(part).max() for part in everything if part.size), default=0.0)),
        gains_db=tuple(gains),
        latencies_seconds=tuple(latencies),
        told_latency_seconds=mouth.latency_seconds + ear.latency_seconds,
        answer_seconds=mouth.latency_seconds,
        underruns=mouth.underruns,
        overflows=ear.overflows,
    )


def level_db(samples: npt.NDArray[np.float32]) -> float:
    """Mean, dB of full scale; -120 for silence or nothing."""
    power = float(np.mean(np.square(samples, dtype=np.float64))) if samples.size else 0.0
    return max(-120.0, 10.0 * float(np.log10(power + 1e-12)))


def _listen_until(ear: InputStream, moment_seconds: float) -> list[CapturedBlock]:
    blocks: list[CapturedBlock] = []
    while not ear.lost:
        block = ear.read(0.3)
        if block is not None:
            blocks.append(block)
        if (block is None and time.monotonic() > moment_seconds) or (
            block is not None and block.captured_seconds > moment_seconds
        ):
            break
    return blocks


def _samples(blocks: list[CapturedBlock]) -> npt.NDArray[np.float32]:
    if not blocks:
        return np.zeros(0, dtype=np.float32)
    return np.concatenate([block.samples for block in blocks]).astype(np.float32) / 32768.0
