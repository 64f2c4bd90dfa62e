"""Keeps a runner's takes in a folder.

A take runs from the coach's silence to the last word, so it has the room. WAV: `hold_longer-1.wav`.
"""

from __future__ import annotations

import io
import re
import wave
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from voice_coach.audio.partial_file import cannot_write
from voice_coach.audio.whole_file import write_whole
from voice_coach.errors import InputError
from voice_coach.listening.recogniser import HEARING_RATE, Speech

_FILE = re.compile(r"(.+)-(\d{1,3})\.wav")
_LONGEST_SECONDS = 30


class TakeFolder:
    """``folder`` need not exist yet."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def phrases(self) -> tuple[str, ...]:
        """Phrases with takes, sorted."""
        found = (_FILE.fullmatch(path.name) for path in self._folder.glob("*.wav"))
        return tuple(sorted({match[1].replace("_", " ") for match in found if match}))

    def count(self, phrase: str) -> int:
        return len(self._files(phrase))

    def add(self, phrase: str, samples: Speech) -> Path:
        """16 kHz, mono, int16. Raises OutputError; nothing half-written stays."""
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise cannot_write(self._folder, error) from error
        numbers = [int(match[2]) for path in self._files(phrase) if (match := _FILE.fullmatch(path.name))]
        path = self._folder / f"{phrase.replace(' ', '_')}-{max(numbers, default=0) + 1}.wav"
        sound = io.BytesIO()
        with wave.open(sound, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(HEARING_RATE)
            file.writeframes(samples.astype("<i2").tobytes())
        write_whole(path, sound.getvalue(), private=True)
        return path

    def read(self, phrase: str) -> Sequence[Speech]:
        """Oldest first, without damaged ones."""
        from voice_coach.listening.audio_file import read_audio

        found = []
        for path in self._files(phrase):
            try:
                samples = read_audio(path)
            except InputError:
                continue
            if 0 < len(samples) <= _LONGEST_SECONDS * HEARING_RATE:
                found.append(np.ascontiguousarray(samples))
        return found

    def _files(self, phrase: str) -> list[Path]:
        name = phrase.replace(" ", "_")
        found = ((_FILE.fullmatch(path.name), path) for path in self._folder.glob("*.wav"))
        own = [(int(match[2]), path) for match, path in found if match and match[1] == name]
        return [path for _, path in sorted(own)]
