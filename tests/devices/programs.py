"""Small programs that tests run on the virtual card; each says on standard output how it goes."""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable

import numpy as np

from voice_coach.audio.devices import list_devices
from voice_coach.audio.microphone import Microphone
from voice_coach.audio.returning import News
from voice_coach.audio.sample_time import SAMPLE_RATE
from voice_coach.audio.speaker import Speaker


def say(**facts: object) -> None:
    sys.stdout.write(json.dumps(facts) + "\n")


def news_of(which: str, device: Speaker | Microphone) -> News:
    return News(
        lost=lambda: say(lost=which, why=device.why_lost),
        back=lambda: say(back=which),
        stand_in=lambda: say(stand_in=which),
    )


def until_input_ends(seconds: float) -> Callable[[], bool]:
    """Whether to go on: for ``seconds`` at most, until standard input is closed."""
    over = threading.Event()

    def wait_for_end() -> None:
        sys.stdin.read()
        over.set()

    threading.Thread(target=wait_for_end, daemon=True).start()
    end = time.monotonic() + seconds
    return lambda: not over.is_set() and time.monotonic() < end


def devices() -> None:
    say(devices=[device.name for device in list_devices()])


def play(seconds: str, wanted: str = "") -> None:
    """A tone on the speaker, block by block; says how long the slowest block took."""
    speaker = Speaker(wanted or None)
    speaker.tell(news_of("speaker", speaker))
    say(ready=speaker.name, latency=speaker.latency_seconds)
    frames = round(float(seconds) * SAMPLE_RATE)
    tone = (0.25 * np.sin(2 * np.pi * 441.0 * np.arange(frames) / SAMPLE_RATE)).astype(np.float32)
    slowest, began, go_on = 0.0, time.monotonic(), until_input_ends(60.0)
    for start in range(0, frames, 512):
        if not go_on():
            break
        before = time.monotonic()
        speaker.write(tone[start : start + 512])
        slowest = max(slowest, time.monotonic() - before)
    speaker.drain()
    took = time.monotonic() - began
    before = time.monotonic()
    speaker.close()
    closing = time.monotonic() - before
    say(end=True, slowest=slowest, took=took, underruns=speaker.underruns, closing=closing)


def listen(seconds: str, wanted: str = "") -> None:
    """The microphone; says when it hears something, and where in time."""
    microphone = Microphone(wanted or None)
    microphone.tell(news_of("microphone", microphone))
    say(ready=microphone.name, rate=microphone.rate_hz, latency=microphone.latency_seconds)
    go_on, slowest, gaps, next_frame, loud = until_input_ends(float(seconds)), 0.0, 0, -1, False
    while go_on():
        before = time.monotonic()
        block = microphone.read(0.2)
        slowest = max(slowest, time.monotonic() - before)
        if block is None:
            next_frame = -1
            continue
        gaps += next_frame not in {-1, block.start_frame}
        next_frame = block.start_frame + len(block.samples)
        now_loud = int(np.abs(block.samples.astype(np.int32)).max()) > 1000
        if now_loud and not loud:
            say(heard=block.captured_seconds)
        loud = now_loud
    before = time.monotonic()
    microphone.close()
    closing = time.monotonic() - before
    say(end=True, slowest=slowest, overflows=microphone.overflows, gaps=gaps, closing=closing)


if __name__ == "__main__":
    programs: dict[str, Callable[..., None]] = {"devices": devices, "play": play, "listen": listen}
    programs[sys.argv[1]](*sys.argv[2:])
