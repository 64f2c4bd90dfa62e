"""The ``flite`` program's voices: English, 16 kHz, no word times."""

from __future__ import annotations

import shutil
import unicodedata

import numpy as np

from voice_coach.audio.clip import Clip
from voice_coach.errors import InputError, MissingPartError
from voice_coach.files.unfinished import temporary_folder
from voice_coach.speaking.speech_file import read_speech, run_engine
from voice_coach.speaking.voice import VoiceInfo, check_rate, speakable

_DEFAULT_VOICE = "slt"
_NATURAL_WORDS_PER_MINUTE = 153
"""espeak's rate at which a prompt takes as long as flite's slt unstretched."""
_TIMED_VOICES = ("awb_time",)  # speaks clock times only
_NOT_ASCII = str.maketrans({"\u2018": "'", "\u2019": "'", "\u2013": ", ", "\u2014": ", ", "\u2026": "."})


def flite_program() -> str | None:
    return shutil.which("flite")


def flite_voices() -> tuple[str, ...]:
    """Empty without the program."""
    program = flite_program()
    if program is None:
        return ()
    answer = run_engine([program, "-lv"], "flite", limit_seconds=10).decode("ascii", "replace")
    names = answer.partition(":")[2].split()
    return tuple(sorted(name for name in names if name not in _TIMED_VOICES))


def flite_info(voice: str) -> VoiceInfo:
    return VoiceInfo(
        f"flite:{voice}", "flite", "en", f"flite's {voice}: softer than espeak, no word times", 2
    )


class FliteVoice:
    def __init__(self, voice: str = "") -> None:
        """Raises MissingPartError, InputError (unknown voice)."""
        program = flite_program()
        if program is None:
            raise MissingPartError(
                "The speech program flite isn't installed.",
                hint="Install it, e.g. apt install flite.",
                code="voice-missing",
            )
        known = flite_voices()
        chosen = voice or (_DEFAULT_VOICE if _DEFAULT_VOICE in known else next(iter(known), ""))
        if chosen not in known:
            raise InputError(
                f"flite has no voice {voice!r}.", hint=f"It has {', '.join(known)}.", code="voice-unknown"
            )
        version = run_engine([program, "--version"], "flite", limit_seconds=10, ok_statuses=(0, 1)).decode(
            "ascii", "replace"
        )
        named = [word for word in version.split() if word.startswith("flite-")]
        self._program = program
        self._voice = chosen
        self._identity = f"{named[0] if named else 'flite'} {chosen}"

    @property
    def identity(self) -> str:
        return self._identity

    @property
    def info(self) -> VoiceInfo:
        return flite_info(self._voice)

    def synthesise(self, text: str, *, words_per_minute: int) -> Clip:
        """See ``Voice``."""
        check_rate(words_per_minute)
        # flite reads bytes: anything but ASCII would be spelled out or dropped.
        plain = unicodedata.normalize("NFKD", speakable(text).translate(_NOT_ASCII))
        plain = speakable(plain.encode("ascii", "ignore").decode("ascii"))
        if not plain:
            return Clip(np.zeros(0, np.float32))
        stretch = _NATURAL_WORDS_PER_MINUTE / words_per_minute
        with temporary_folder() as folder:
            wav = folder / "speech.wav"
            # -t and -o take the next argument as it is, even one that looks like an option or a file.
            command = [self._program, "-voice", self._voice, "--setf", f"duration_stretch={stretch:.4f}"]
            command += ["-t", plain, "-o", str(wav)]
            run_engine(command, "flite", limit_seconds=20 + len(plain) / 20)
            return Clip(read_speech(wav, "flite"))

    def close(self) -> None:
        """Each text is a process."""
