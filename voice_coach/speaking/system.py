"""The system's voices (SAPI5, macOS, espeak on Linux), by pyttsx3.

It hangs, loses queued texts and prints; so each text is a process with a time limit.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from voice_coach.audio.clip import Clip
from voice_coach.errors import InputError, MissingPartError
from voice_coach.files.unfinished import temporary_folder
from voice_coach.speaking.speech_file import read_speech, run_engine
from voice_coach.speaking.voice import VoiceInfo, check_rate, speakable

_CHILD = Path(__file__).with_name("system_child.py")
_START_SECONDS = 30.0
_NATURAL = sys.platform in ("darwin", "win32")


@dataclass(frozen=True)
class SystemVoiceEntry:
    """``name`` for people; language codes (``en-us``)."""

    identifier: str
    name: str
    languages: tuple[str, ...]

    def speaks(self, language: str) -> bool:
        """Whether it speaks ``language`` or, for a bare ``en``, an accent of it."""
        wanted = language.lower()
        return any(code == wanted or code.startswith(wanted + "-") for code in self.languages)


@dataclass(frozen=True)
class SystemSpeech:
    """Engine with version, voices, the default's identifier."""

    engine: str
    voices: tuple[SystemVoiceEntry, ...]
    default: str


def system_speech() -> SystemSpeech:
    """By a child process, 0.3 s. Raises MissingPartError."""
    try:
        answer = _ask({"do": "describe"})
        voices = tuple(
            SystemVoiceEntry(
                voice["id"],
                voice["name"],
                tuple(code.lower().replace("_", "-") for code in voice["languages"]),
            )
            for voice in answer["voices"]
        )
        return SystemSpeech(answer["engine"], voices, answer["default"])
    except (MissingPartError, KeyError, TypeError) as error:
        raise MissingPartError(
            f"This system's own speech engine doesn't work ({error}).",
            hint="On Linux it needs libespeak-ng1; --voice espeak needs nothing.",
            code="voice-missing",
        ) from error


def system_info(entry: SystemVoiceEntry) -> VoiceInfo:
    language = entry.languages[0] if entry.languages else ""
    return VoiceInfo(
        f"system:{entry.name}", "system", language, f"this system's {entry.name}", 4 if _NATURAL else 1
    )


class SystemVoice:
    def __init__(self, name: str = "", language: str = "en") -> None:
        """``name`` or identifier; "": the default, or one for ``language``. Raises InputError (no such voice,
        none for the language), MissingPartError.
        """
        speech = system_speech()
        self._entry = _choose(speech, name, language)
        self._identity = f"{speech.engine} {sys.platform} {self._entry.identifier}"

    @property
    def identity(self) -> str:
        return self._identity

    @property
    def info(self) -> VoiceInfo:
        return system_info(self._entry)

    def synthesise(self, text: str, *, words_per_minute: int) -> Clip:
        """See ``Voice``."""
        check_rate(words_per_minute)
        plain = speakable(text)
        if not plain:
            return Clip(np.zeros(0, np.float32))
        with temporary_folder() as folder:
            audio = folder / ("speech.aiff" if sys.platform == "darwin" else "speech.wav")
            task = {
                "do": "speak",
                "text": plain,
                "voice": self._entry.identifier,
                "words_per_minute": words_per_minute,
                "audio": str(audio),
            }
            _ask(task, limit_seconds=_START_SECONDS + len(plain) / 10)
            return Clip(read_speech(audio, "system"))

    def close(self) -> None:
        """Each text is a process."""


def _choose(speech: SystemSpeech, name: str, language: str) -> SystemVoiceEntry:
    if name:
        wanted = name.casefold()
        for entry in speech.voices:
            if wanted in (entry.name.casefold(), entry.identifier.casefold()):
                return entry
        raise InputError(
            f"This system has no voice {name!r}.",
            hint=f"It has {_listed(speech, language)}.",
            code="voice-unknown",
        )
    ordered = sorted(speech.voices, key=lambda entry: entry.identifier != speech.default)
    for entry in ordered:
        if entry.speaks(language):
            return entry
    raise InputError(
        f"This system has no voice for the language {language!r}.",
        hint="Try --voice espeak.",
        code="voice-unknown",
    )


def _listed(speech: SystemSpeech, language: str) -> str:
    near = [entry.name for entry in speech.voices if entry.speaks(language)]
    return ", ".join(near or [entry.name for entry in speech.voices]) or "none"


def _ask(task: Mapping[str, Any], *, limit_seconds: float = _START_SECONDS) -> Any:
    with temporary_folder() as folder:
        answer = folder / "answer.json"
        request = json.dumps({**task, "answer": str(answer)}).encode()
        run_engine([sys.executable, str(_CHILD)], "system", limit_seconds=limit_seconds, stdin=request)
        try:
            return json.loads(answer.read_bytes())
        except (OSError, ValueError) as error:
            raise MissingPartError(
                "The system's speech engine didn't answer.", code="voice-failed"
            ) from error
