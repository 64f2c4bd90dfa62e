"""Chromium without a screen, with a sound file as its microphone."""

from __future__ import annotations

import base64
import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soxr

from tests.virtual_audio.waiting import wait_until
from voice_coach.listening.recogniser import HEARING_RATE, Speech

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
needs_chromium = pytest.mark.skipif(
    not (CHROMIUM and DRIVER), reason="no Chromium (Debian: apt install chromium chromium-driver)"
)

_FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--mute-audio", "--disable-sync",
    "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update",
    "--no-proxy-server", "--use-fake-device-for-media-stream", "--window-size=390,844",
    "--autoplay-policy=no-user-gesture-required",
)  # fmt: skip
_READY_SECONDS = 150.0


@contextmanager
def browser(
    profile: Path, microphone: Path | None, *, allowed: bool = True, notes_requests: bool = True
) -> Iterator[Any]:
    """A driver with ``microphone`` as what is heard; ``allowed`` False refuses it. Noting requests makes the
    page keep what it fetched, which counts as its memory.
    """
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM or ""
    for flag in (*_FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    options.add_argument("--use-fake-ui-for-media-stream" if allowed else "--deny-permission-prompts")
    if microphone is not None:
        options.add_argument(f"--use-file-for-fake-audio-capture={microphone}%noloop")
    logs = {"browser": "ALL", **({"performance": "ALL"} if notes_requests else {})}
    options.set_capability("goog:loggingPrefs", logs)
    driver = webdriver.Chrome(options=options, service=Service(DRIVER))
    driver.set_script_timeout(60)
    try:
        yield driver
    finally:
        driver.quit()


class PhonePage:
    """The page as somebody from outside uses it: its begin button, its buttons, ``window.voiceCoach``."""

    def __init__(self, driver: Any, address: str) -> None:
        self.driver = driver
        self.address = address
        self.open()

    def open(self) -> None:
        """Load it, and wait until the coach is ready."""
        self.driver.get(self.address)
        wait_until(lambda: bool(self.see("ready")), "the coach is ready", _READY_SECONDS)

    def ask(self, script: str) -> Any:
        return self.driver.execute_script(f"return {script}")

    def see(self, name: str) -> Any:
        """One of the fields of ``window.voiceCoach``."""
        return self.ask(f"window.voiceCoach?.{name}")

    def keep(self, files: Mapping[str, str]) -> None:
        """Put files into what the phone keeps, and load the page again."""
        script = """
            const [files, done] = [arguments[0], arguments[1]];
            const request = indexedDB.open('voice-coach', 1);
            request.onsuccess = () => {
              const put = request.result.transaction('files', 'readwrite').objectStore('files');
              for (const [name, text] of Object.entries(files)) put.put(text, name);
              put.transaction.oncomplete = () => { request.result.close(); done(true); };
            };"""
        assert self.driver.execute_async_script(script, dict(files))
        self.open()

    def text(self, name: str) -> str:
        """What an element shows."""
        shown: str = self.ask(f"document.getElementById('{name}').textContent")
        return shown

    def begin(self) -> None:
        self.driver.execute_script("window.voiceCoach.record = true")
        self.driver.find_element("id", "begin").click()
        wait_until(lambda: self.see("state") != "", "the session begins", 30.0)

    def press(self, command: str) -> None:
        """The button of a command, which must be there."""
        self.driver.execute_script(
            "document.querySelector(`button[data-command=${arguments[0]}]`).click()", command
        )

    def speak(self, sound: Speech) -> float:
        """Say ``sound`` (16 kHz) in the audio thread, beside the microphone; how many seconds it takes."""
        rate = int(self.ask("window.voiceCoach.deviceRate()"))
        samples = soxr.resample(sound.astype(np.float32) / 32768, HEARING_RATE, rate)
        text = base64.b64encode(samples.astype("<f4").tobytes()).decode()
        script = """
            const bytes = Uint8Array.from(atob(arguments[0]), (sign) => sign.charCodeAt(0));
            window.voiceCoach.simulateVoice(new Float32Array(bytes.buffer));"""
        self.driver.execute_script(script, text)
        return len(samples) / rate

    def commands(self) -> list[str]:
        """The commands that were obeyed so far, in order."""
        journal = self.see("journal")
        return [line["command"] for line in journal if line["event"] == "command_heard"]

    def report(self) -> dict[str, Any]:
        """What the worker says of itself: ``busy``, ``happened``, ``missing``, and the sound it made."""
        self.driver.execute_script("window.voiceCoach.report = null; window.voiceCoach.wantReport()")
        wait_until(lambda: bool(self.see("report")), "a report", 30.0)
        found: dict[str, Any] = self.see("report")
        return found

    def sound(self) -> str:
        """All that was rendered, float32 in base64."""
        script = """
            const done = arguments[0];
            const reader = new FileReader();
            reader.onload = () => done(reader.result.split(',')[1]);
            reader.readAsDataURL(new Blob([window.voiceCoach.recorded]));"""
        text: str = self.driver.execute_async_script(script)
        return text

    def requests(self) -> list[str]:
        """The addresses that were asked for since the last call."""
        entries = (json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance"))
        sent = (each for each in entries if each["method"] == "Network.requestWillBeSent")
        return [each["params"]["request"]["url"] for each in sent]

    def complaints(self) -> list[str]:
        """Errors on the browser's console."""
        return [entry["message"] for entry in self.driver.get_log("browser") if entry["level"] == "SEVERE"]
