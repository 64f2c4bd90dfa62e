"""A loudspeaker fed from a bounded queue.

The device's callback copies and counts; nothing else happens there.
"""

from __future__ import annotations

import queue
import threading
from typing import Any

import numpy as np

from voice_coach.audio.clip import Samples
from voice_coach.audio.devices import Device, portaudio
from voice_coach.audio.sample_time import SAMPLE_RATE
from voice_coach.errors import DeviceError

BLOCK_FRAMES = 512
"""23 ms: a command waits at most this long for the block it acts on."""
QUEUED_BLOCKS = 4
SILENT_FOR_TOO_LONG_SECONDS = 2.0
"""A device that has taken nothing for so long is lost or frozen."""


class OutputStream:
    """Plays blocks on ``device``. ``write`` waits for room, which is what keeps a live session in time.

    Raises ``DeviceError`` (``device``) where the device cannot be opened.
    """

    def __init__(self, device: Device) -> None:
        sounddevice = portaudio()
        self._queue: queue.Queue[Samples] = queue.Queue(maxsize=QUEUED_BLOCKS)
        self._lost = threading.Event()
        self._started = False
        self.underruns = 0
        self._resample, rate = _rate_of(sounddevice, device)
        self._rest: Samples = np.zeros(0, dtype=np.float32)
        self._block_frames = BLOCK_FRAMES * rate // SAMPLE_RATE
        try:
            self._stream: Any = sounddevice.OutputStream(
                samplerate=rate,
                blocksize=self._block_frames,
                device=device.index,
                channels=1,
                dtype="float32",
                callback=self._fill,
                finished_callback=self._lost.set,
            )
            self._stream.start()
        except sounddevice.PortAudioError as error:
            raise DeviceError(
                f"The speaker {device.name!r} cannot be opened: {error}.", code="device"
            ) from error
        self.name = device.name

    @property
    def latency_seconds(self) -> float:
        """From a block handed over to its sound, as the device tells it."""
        return float(self._stream.latency) + QUEUED_BLOCKS * BLOCK_FRAMES / SAMPLE_RATE

    def write(self, samples: Samples) -> None:
        """Queue ``samples`` (mono, ``SAMPLE_RATE``); waits for room.

        Raises ``DeviceError`` (``device-lost``) when the device is gone.
        """
        if self._resample is not None:
            samples = self._resample(samples)
        self._rest = np.concatenate((self._rest, samples)) if self._rest.shape[0] else samples
        while self._rest.shape[0] >= self._block_frames:
            block, self._rest = self._rest[: self._block_frames], self._rest[self._block_frames :]
            self._put_block(block)

    def drain(self) -> None:
        """Play what is queued to its end, the last partial block included."""
        if self._rest.shape[0]:
            self._put_block(np.pad(self._rest, (0, self._block_frames - self._rest.shape[0])))
        silence = np.zeros(self._block_frames, dtype=np.float32)
        for _ in range(QUEUED_BLOCKS + 1):
            self._put_block(silence)

    def close(self) -> None:
        """Let go of the device.

        A frozen sound server cannot hold the session up: closing happens beside it.
        """
        closer = threading.Thread(target=self._close_quietly, daemon=True)
        closer.start()
        closer.join(SILENT_FOR_TOO_LONG_SECONDS)

    def _close_quietly(self) -> None:
        sounddevice = portaudio()
        try:
            self._stream.abort()
            self._stream.close()
        except sounddevice.PortAudioError:
            return  # It is gone already, which is what was wanted.

    def _put_block(self, block: Samples) -> None:
        try:
            self._queue.put(block, timeout=SILENT_FOR_TOO_LONG_SECONDS)
        except queue.Full:
            self._lost.set()
        if self._lost.is_set():
            raise DeviceError(f"The speaker {self.name!r} was lost.", code="device-lost")

    def _fill(self, outdata: Any, frames: int, _time: Any, _status: Any) -> None:
        try:
            outdata[:, 0] = self._queue.get_nowait()
            self._started = True
        except queue.Empty:
            outdata.fill(0)
            self.underruns += self._started


def _rate_of(sounddevice: Any, device: Device) -> tuple[Any, int]:
    """How to get to a rate that the device takes: ours if it can, else its own through a resampler."""
    try:
        sounddevice.check_output_settings(
            device=device.index, channels=1, samplerate=SAMPLE_RATE, dtype="float32"
        )
    except sounddevice.PortAudioError:
        import soxr

        stream = soxr.ResampleStream(SAMPLE_RATE, device.rate_hz, 1, dtype="float32", quality="HQ")
        return stream.resample_chunk, device.rate_hz
    return None, SAMPLE_RATE
