"""Piper's process: started for the first text, ended if one takes too long."""

from __future__ import annotations

import contextlib
import json
import queue
import struct
import subprocess
import sys
import threading
from collections.abc import Sequence
from typing import BinaryIO, cast

import numpy as np

from voice_coach.audio.clip import Samples
from voice_coach.audio.device_link import receive, send
from voice_coach.errors import MissingPartError
from voice_coach.speaking.piper.wire import FAILED, RATE, READY, SPEECH, TEXT
from voice_coach.speaking.voice import resampled, voice_failed

START_SECONDS = 60.0
_TEXT_SECONDS = 20.0
_SECONDS_A_LETTER = 0.5
"""Slow cores take a twentieth."""
_GOODBYE_SECONDS = 0.5

_Message = tuple[bytes, bytes]


class SpeakingProcess:
    """Runs ``command`` when needed, and again if lost. One text at a time."""

    def __init__(self, command: Sequence[str], name: str, *, start_seconds: float = START_SECONDS) -> None:
        self._command = command
        self._name = name
        self._start_seconds = start_seconds
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._answers: queue.Queue[_Message | None] = queue.Queue()

    def speak(self, text: str, pace: float) -> Samples:
        """Mono float32 at ``SAMPLE_RATE``. Raises MissingPartError (`voice-failed`)."""
        with self._lock:
            process = self._running()
            task = json.dumps({"text": text, "pace": pace}).encode()
            limit = _TEXT_SECONDS + _SECONDS_A_LETTER * len(text)
            try:
                send(cast(BinaryIO, process.stdin), TEXT, task)
            except (OSError, ValueError) as error:
                self._end()
                raise self._failed("it has gone") from error
            payload = self._answer(SPEECH, limit)
        (rate_hz,) = struct.unpack_from(RATE, payload)
        samples = np.frombuffer(payload[struct.calcsize(RATE) :], "<i2").astype(np.float32) / np.float32(
            32768
        )
        return resampled(samples, int(rate_hz))

    def close(self) -> None:
        """May be repeated, and while it speaks."""
        self._end()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self._end()
        try:
            # In a process group of its own: Ctrl-C is the session's to answer.
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=sys.platform != "win32",
                creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
            )
        except OSError as error:
            raise self._failed(error.strerror or str(error)) from error
        self._answers = queue.Queue()
        pipe = cast(BinaryIO, self._process.stdout)
        threading.Thread(target=_read, args=(pipe, self._answers), daemon=True, name="piper-reader").start()
        self._answer(READY, self._start_seconds)
        return self._process

    def _answer(self, wanted: bytes, limit_seconds: float) -> bytes:
        try:
            message = self._answers.get(timeout=limit_seconds)
        except queue.Empty:
            self._end()
            raise self._failed(f"it didn't answer within {limit_seconds:.0f} seconds") from None
        if message is not None and message[0] == wanted:
            return message[1]
        if message is not None and message[0] == FAILED:
            if wanted == READY:
                self._end()
            raise self._failed(message[1].decode("utf-8", "replace"))
        self._end()
        raise self._failed("it ended without a message")

    def _failed(self, why: str) -> MissingPartError:
        return voice_failed(self._name, why)

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(OSError, ValueError):
            if process.stdin is not None:
                process.stdin.close()
        try:
            process.wait(_GOODBYE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _read(pipe: BinaryIO, answers: queue.Queue[_Message | None]) -> None:
    with pipe:
        while (message := receive(pipe)) is not None:
            answers.put(message)
    answers.put(None)
