"""The microphone's process: a callback queues blocks, a loop sends them."""

from __future__ import annotations

import os
import queue
import threading
import time
from typing import Any, BinaryIO

from voice_coach.audio.device_link import BLOCK, HEARD_FORMAT, READY, opened_to_bytes, receive, send
from voice_coach.audio.portaudio import chosen_here, end_when_routed_amiss, opened, portaudio
from voice_coach.errors import DeviceError

BLOCK_FRAMES = 512
QUEUED_BLOCKS = 200
"""Two seconds at 48 kHz: how late a busy machine may be."""
LATENCY_SECONDS = 0.03
"""Three blocks at 48 kHz, between PortAudio's least and "high"."""


class Catch:
    """The callback's queue. Frames without room are counted and leave a gap."""

    def __init__(self) -> None:
        self._blocks: queue.Queue[tuple[int, float, bytes] | None] = queue.Queue(QUEUED_BLOCKS)
        self._frame = 0
        self.overflows = 0

    def add(self, samples: bytes, captured_seconds: float) -> None:
        """Add mono int16, first captured at ``captured_seconds``."""
        try:
            self._blocks.put_nowait((self._frame, captured_seconds, samples))
        except queue.Full:
            self.overflows += 1
        self._frame += len(samples) // 2

    def end(self) -> None:
        """End at once, dropping what's queued."""
        self._blocks.queue.clear()
        self._blocks.put_nowait(None)

    def take(self) -> bytes | None:
        """The next message's bytes; ``None`` at the end."""
        block = self._blocks.get()
        if block is None:
            return None
        frame, captured_seconds, samples = block
        return HEARD_FORMAT.pack(frame, self.overflows, captured_seconds) + samples


def run_microphone(wanted: str | None, commands: BinaryIO, out: BinaryIO) -> None:
    """Ends with ``commands`` or the device."""
    device = chosen_here("input", wanted)
    sounddevice = portaudio()
    caught = Catch()

    def callback(indata: Any, _frames: int, moments: Any, status: Any) -> None:
        age = moments.currentTime - moments.inputBufferAdcTime
        caught.add(indata[:, 0].tobytes(), time.monotonic() - max(0.0, min(age, 1.0)))
        caught.overflows += bool(status.input_overflow)

    def wait_for_end() -> None:
        while receive(commands) is not None:
            pass
        os._exit(0)  # The session is gone, or has had enough.

    try:
        stream = sounddevice.InputStream(
            samplerate=device.rate_hz,
            blocksize=BLOCK_FRAMES,
            device=device.index,
            channels=1,
            dtype="int16",
            latency=LATENCY_SECONDS,
            callback=callback,
            finished_callback=caught.end,
        )
        stream.start()
    except sounddevice.PortAudioError as error:
        raise DeviceError(f"The microphone {device.name!r} can't be opened: {error}.") from error
    end_when_routed_amiss("input")
    send(out, READY, opened_to_bytes(opened(device, wanted, device.rate_hz, float(stream.latency))))
    threading.Thread(target=wait_for_end, daemon=True).start()
    while (message := caught.take()) is not None:
        send(out, BLOCK, message)
