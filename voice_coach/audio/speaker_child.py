"""The speaker's process: blocks come by pipe, a PortAudio callback plays them."""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any, BinaryIO

import numpy as np

from voice_coach.audio.clip import Samples
from voice_coach.audio.device_link import (
    BLOCK,
    READY,
    TAKEN,
    TAKEN_FORMAT,
    opened_to_bytes,
    receive,
    send,
)
from voice_coach.audio.devices import Device
from voice_coach.audio.portaudio import chosen_here, end_when_routed_amiss, opened, portaudio
from voice_coach.audio.sample_time import SAMPLE_RATE
from voice_coach.errors import DeviceError

BLOCK_FRAMES = 512
"""21 ms: a command's longest wait for its block."""
FLOOR_DB = -80.0
"""Inaudible noise keeps Bluetooth speakers from sleeping, which swallows the next 100 to 300 ms."""
LEAD_IN_SECONDS = 0.3
_FLOOR_SECONDS = 1.0
DEVICE_SECONDS = 0.1
"""What the device keeps: with PortAudio's "high" on a server that asks every 20 ms, 6 ms late is a dropout.
"""
REAL_TIME_DEVICE_SECONDS = 0.05
"""The same in real time."""
_LONGEST_PATIENCE_SECONDS = 0.25
"""A device silent for much longer counts as frozen."""


class Feed:
    """What the callback takes from, in any block size. Only its thread may ``fill``."""

    def __init__(self, rate_hz: int) -> None:
        self._blocks: deque[Samples] = deque()
        self._floor = _noise(round(_FLOOR_SECONDS * rate_hz))
        self._floor_at = 0
        self._lead_in_frames = round(LEAD_IN_SECONDS * rate_hz)
        self._dry = False
        self.taken_frames = 0
        self.underruns = 0
        """Between sounds, not after the last."""
        self.took = threading.Event()
        self._came = threading.Event()

    def add(self, samples: Samples) -> None:
        if samples.shape[0]:
            self._blocks.append(samples)
            self._came.set()

    def fill(self, out: Samples, patience_seconds: float = 0.0) -> None:
        """Fill ``out``, shape ``(frames,)``, with noise and what's to play or comes within
        ``patience_seconds``. No waiting before the first sound or twice in a dropout.
        """
        frames = out.shape[0]
        place = np.arange(self._floor_at, self._floor_at + frames)
        out[:] = self._floor.take(place, mode="wrap")
        self._floor_at = (self._floor_at + frames) % self._floor.shape[0]
        at = min(self._lead_in_frames, frames)
        self._lead_in_frames -= at
        self.underruns += self._dry and at < frames and bool(self._blocks)
        until = time.monotonic() + (0.0 if self._dry or not self.taken_frames else patience_seconds)
        while at < frames and (self._blocks or self._wait(until)):
            block = self._blocks.popleft()
            room = frames - at
            if block.shape[0] > room:
                self._blocks.appendleft(block[room:])
                block = block[:room]
            out[at : at + block.shape[0]] += block
            at += block.shape[0]
            self.taken_frames += block.shape[0]
        self._dry = at < frames and self.taken_frames > 0
        self.took.set()

    def _wait(self, until: float) -> bool:
        """Whether something comes before ``until``; asks the session first."""
        self.took.set()
        while not self._blocks and (left := until - time.monotonic()) > 0.0:
            self._came.wait(left)
            self._came.clear()
        return bool(self._blocks)


class Pace:
    """How long a device can wait for a block: until it's due at an even pace (servers ask for several at
    once), at least half a block.
    """

    def __init__(self, block_seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._block_seconds = block_seconds
        self._clock = clock
        self._due: float | None = None

    def patience_seconds(self) -> float:
        """For the block requested now."""
        now = self._clock()
        due = now if self._due is None else max(self._due, now)
        self._due = due + self._block_seconds
        return min(_LONGEST_PATIENCE_SECONDS, due - now + self._block_seconds / 2)


def run_speaker(wanted: str | None, commands: BinaryIO, out: BinaryIO, *, in_real_time: bool) -> None:
    """Ends with ``commands`` or the device."""
    device = chosen_here("output", wanted)
    sounddevice = portaudio()
    rate_hz, resampler = _rate_of(sounddevice, device)
    feed, pace = Feed(rate_hz), Pace(BLOCK_FRAMES / SAMPLE_RATE)
    sent = [0, 0]  # frames in at the session's rate, frames out at the device's

    def callback(outdata: Any, _frames: int, _time: Any, status: Any) -> None:
        feed.fill(outdata[:, 0], pace.patience_seconds())
        outdata[:, 1:] = outdata[:, :1]
        feed.underruns += bool(status.output_underflow)

    def read_blocks() -> None:
        while (message := receive(commands)) is not None:
            if message[0] == BLOCK:
                samples = np.frombuffer(message[1], dtype=np.float32)
                played = samples if resampler is None else resampler.resample_chunk(samples)
                sent[:] = sent[0] + samples.shape[0], sent[1] + played.shape[0]
                feed.add(played)
        os._exit(0)  # The session is gone, or has had enough.

    over = threading.Event()

    def finished() -> None:
        over.set()
        feed.took.set()

    try:
        stream = sounddevice.OutputStream(
            samplerate=rate_hz,
            blocksize=BLOCK_FRAMES * rate_hz // SAMPLE_RATE,
            device=device.index,
            channels=1,
            dtype="float32",
            latency=REAL_TIME_DEVICE_SECONDS if in_real_time else DEVICE_SECONDS,
            callback=callback,
            finished_callback=finished,
        )
        stream.start()
    except sounddevice.PortAudioError as error:
        raise DeviceError(f"The speaker {device.name!r} can't be opened: {error}.") from error
    end_when_routed_amiss("output")
    send(out, READY, opened_to_bytes(opened(device, wanted, rate_hz, float(stream.latency))))
    threading.Thread(target=read_blocks, daemon=True).start()
    while True:
        feed.took.wait()
        feed.took.clear()
        if over.is_set():
            return
        in_frames, out_frames = sent
        waiting = round((out_frames - feed.taken_frames) * SAMPLE_RATE / rate_hz)
        send(out, TAKEN, TAKEN_FORMAT.pack(max(0, in_frames - waiting), feed.underruns))


def _rate_of(sounddevice: Any, device: Device) -> tuple[int, Any]:
    """A rate the device takes (ours if possible), and a resampler to it."""
    try:
        sounddevice.check_output_settings(
            device=device.index, channels=1, samplerate=SAMPLE_RATE, dtype="float32"
        )
    except sounddevice.PortAudioError:
        import soxr

        return device.rate_hz, soxr.ResampleStream(
            SAMPLE_RATE, device.rate_hz, 1, dtype="float32", quality="HQ"
        )
    return SAMPLE_RATE, None


def _noise(frames: int) -> Samples:
    """White, at ``FLOOR_DB``, the same every time."""
    noise = np.random.default_rng(80).standard_normal(frames)
    return np.asarray(noise * 10.0 ** (FLOOR_DB / 20.0), dtype=np.float32)
