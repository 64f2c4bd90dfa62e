"""A phone's coach on this computer, by frames: the same Python, kernel and clips, in a computed room."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import soxr

from bench.hearing_material import speak
from tests.web.wasm import NativeModule
from voice_coach.audio.sample_time import SAMPLE_RATE
from voice_coach.listening.recogniser import HEARING_RATE, Speech
from voice_coach.safety.screen import QUESTIONS
from voice_coach.web.phone.boot import Coach

VOICE = "flite:slt"
RUNNER = 4_000
"""The runner's level beside that of the coach in the microphone with an ``echo`` of 1: about as loud."""
_BLOCK_SECONDS = 0.02
_FRAMES = round(_BLOCK_SECONDS * SAMPLE_RATE)
_HEARD = round(_BLOCK_SECONDS * HEARING_RATE)
_ECHO = ((1_600, 1.0), (1_712, 0.4), (1_905, -0.25), (2_224, 0.12))


def said(phrase: str, folder: Path) -> Speech:
    """``phrase`` at the runner's level."""
    sound = speak(VOICE, phrase, folder).astype(np.float64)
    loud = np.sqrt(np.mean(sound[np.abs(sound) > 300] ** 2))
    return _int16(sound * RUNNER / loud)


class FramesPhone:
    """See ``phone_script.Phone``. ``echo``: how much of what is played is in the microphone."""

    def __init__(self, page: Path, routine: str, folder: Path, *, echo: float, own_echo: bool = True) -> None:
        answers = json.dumps(dict.fromkeys(QUESTIONS, False))
        (folder / "safety.json").write_text(answers, encoding="utf-8")
        kernel, opus = (NativeModule(page / name) for name in ("kernel.wasm", "opus.wasm"))
        self._lines: list[dict[str, Any]] = []
        coach = Coach(page / "data", folder, kernel, opus, self._told)
        self._visit = coach.begin(routine, json.dumps({"microphone": True, "own_echo": own_echo}))
        self._folder, self._echo = folder, echo
        self._stream = soxr.ResampleStream(SAMPLE_RATE, HEARING_RATE, 1, dtype="float32", quality="HQ")
        self._played = np.zeros(HEARING_RATE // 24, np.float32)
        self._chance = np.random.default_rng(1)
        self._voice = np.zeros(0)
        self._at = 0

    def state(self) -> str:
        return str(json.loads(self._visit.status())["state"])

    def journal(self) -> list[dict[str, Any]]:
        return self._lines

    def say(self, phrase: str) -> float:
        self._voice = said(phrase, self._folder).astype(np.float64)
        return len(self._voice) / HEARING_RATE

    def press(self, command: str) -> None:
        self._visit.press(command, 7 if command == "rate" else None)

    def wait(self, seconds: float) -> None:
        for _ in range(round(seconds / _BLOCK_SECONDS)):
            if not self._visit.finished:
                self._block()

    def _block(self) -> None:
        made = self._visit.render(_FRAMES)
        self._played = np.concatenate((self._played, self._stream.resample_chunk(made)))
        mine = self._played[self._at : self._at + _HEARD]
        beside = np.zeros(_HEARD, np.float32)
        beside[: len(mine)] = mine
        heard = 3 * self._chance.standard_normal(_HEARD)
        part, self._voice = self._voice[:_HEARD], self._voice[_HEARD:]
        heard[: len(part)] += part
        for late, gain in _ECHO:
            past = self._played[max(0, self._at - late) : max(0, self._at - late + _HEARD)]
            heard[_HEARD - len(past) :] += self._echo * gain * 32767 * past
        self._visit.hear(_int16(heard), _int16(32767 * beside))
        self._at += _HEARD

    def _told(self, kind: str, text: str) -> None:
        if kind == "journal":
            self._lines.append(json.loads(text))


def _int16(samples: Any) -> Speech:
    clipped: Speech = np.clip(np.round(samples), -32768, 32767).astype(np.int16)
    return clipped
