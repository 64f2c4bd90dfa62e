"""A program: one task for pyttsx3, one text a run.

JSON on standard input; the answer in the file it names, since pyttsx3 prints. Imports nothing of ours. A
second ``runAndWait`` may never return.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

_RATE_IS_SET_TIMES = 3


def _describe(engine: Any) -> dict[str, Any]:
    voices = [
        {
            "id": str(voice.id),
            "name": str(voice.name),
            "languages": [str(code) for code in voice.languages or []],
        }
        for voice in engine.getProperty("voices")
    ]
    return {
        "engine": f"pyttsx3 {version('pyttsx3')} {engine}",
        "voices": voices,
        "default": str(engine.getProperty("voice")),
    }


def _set_rate(engine: Any, words_per_minute: int) -> None:
    """More than once: espeak sets it in another thread and sometimes loses it."""
    if str(engine) == "espeak":
        engine.proxy.setBusy(False)  # Otherwise they'd all wait for the loop.
        for _ in range(_RATE_IS_SET_TIMES):
            engine.setProperty("rate", words_per_minute)
            time.sleep(0.005)
    engine.setProperty("rate", words_per_minute)


def _speak(engine: Any, task: dict[str, Any]) -> dict[str, Any]:
    engine.setProperty("voice", task["voice"])
    _set_rate(engine, task["words_per_minute"])
    finished = threading.Event()
    engine.connect("finished-utterance", lambda **_: finished.set())
    engine.save_to_file(task["text"], task["audio"])
    engine.runAndWait()
    # The espeak driver comes back while its thread still synthesises; SAPI5 has written, and never says
    # finished. The parent kills a process that waits here forever.
    audio = Path(task["audio"])
    while not finished.wait(0.02) and (str(engine) == "espeak" or not audio.exists()):
        pass
    return {}


def main() -> None:
    # This file's folder holds modules that pyttsx3's own imports must not find.
    sys.path[:] = [
        entry for entry in sys.path if Path(entry or ".").resolve() != Path(__file__).resolve().parent
    ]
    task = json.loads(sys.stdin.buffer.read())
    import pyttsx3

    engine = pyttsx3.init()
    answer = _describe(engine) if task["do"] == "describe" else _speak(engine, task)
    Path(task["answer"]).write_text(json.dumps(answer), encoding="utf-8")


if __name__ == "__main__":
    main()
