"""A phone's coach in Chromium, in real time; voice and echo are added in the audio thread."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from bench.phone_frames import said
from tests.virtual_audio.waiting import wait_until
from tests.web.chromium import PhonePage, browser
from tests.web.site import serving
from voice_coach.listening.recogniser import HEARING_RATE

_ECHO_FRAMES = 4_800
_COMPILED_SECONDS = 120.0
_TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


class BrowserPhone:
    """See ``phone_script.Phone``."""

    def __init__(self, page: PhonePage, folder: Path, *, echo: float) -> None:
        self.page, self._folder = page, folder
        page.begin()
        if echo:
            page.driver.execute_script(f"window.voiceCoach.simulateEcho({echo}, {_ECHO_FRAMES})")

    def state(self) -> str:
        return str(self.page.see("state"))

    def journal(self) -> list[dict[str, Any]]:
        lines: list[dict[str, Any]] = self.page.see("journal")
        return lines

    def say(self, phrase: str) -> float:
        return self.page.speak(said(phrase, self._folder))

    def press(self, command: str) -> None:
        self.page.driver.execute_script(
            "document.querySelector(`button[data-command=${arguments[0]}]`)?.click()", command
        )

    def wait(self, seconds: float) -> None:
        time.sleep(seconds)


@contextmanager
def opened(folder: Path, room: Path, answers: str) -> Iterator[tuple[PhonePage, int]]:
    """The page, opened for the second time with the safety ``answers``; and its renderer's process."""
    profile = room.with_name("profile")
    sound = np.random.default_rng(1).standard_normal(HEARING_RATE) * 1e-4
    soundfile.write(room, sound, HEARING_RATE)
    with serving(folder) as site, browser(profile, room, notes_requests=False) as driver:
        page = PhonePage(driver, site.address)
        wait_until(lambda: bool(page.see("compiled")), "the modules are kept", _COMPILED_SECONDS)
        page.keep({"safety.json": answers})
        yield page, _renderer(driver.service.process.pid)


def cpu_seconds(process: int) -> float:
    """What the process has taken so far."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS_A_SECOND


def memory_mb(process: int) -> float:
    """Its proportional share of memory."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) / 1e3 for line in lines if line.startswith("Pss:"))


def _renderer(driver: int) -> int:
    """The largest renderer among the driver's descendants: the page's."""
    parents: dict[int, int] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(path.parent.name)] = int(path.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue

    def descends(process: int) -> bool:
        while process in parents:
            if process == driver:
                return True
            process = parents[process]
        return False

    found = [
        one
        for one in parents
        if descends(one) and b"--type=renderer" in Path(f"/proc/{one}/cmdline").read_bytes()
    ]
    return max(found, key=memory_mb)
