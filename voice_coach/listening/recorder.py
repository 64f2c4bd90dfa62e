"""Records the microphone, for ``--record``."""

from __future__ import annotations

import wave
from pathlib import Path

from voice_coach.audio.partial_file import private_file
from voice_coach.errors import OutputError
from voice_coach.listening.recogniser import HEARING_RATE, Speech


class Recorder:
    """Writes ``microphone.wav`` (16 kHz, mono, 16 bit) into ``folder``, readable by its owner only.

    Raises ``OutputError`` (``record``). A disk that fills up ends only the recording: ``failure``.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / "microphone.wav"
        self.failure: OutputError | None = None
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._sound = private_file(self._path)
            self._file = wave.open(self._sound, "wb")  # noqa: SIM115 (closed in close)
        except OSError as error:
            raise self._failure(error) from error
        self._file.setnchannels(1)
        self._file.setsampwidth(2)
        self._file.setframerate(HEARING_RATE)

    def write(self, samples: Speech) -> None:
        """Nothing after a failure."""
        if self.failure is not None:
            return
        try:
            self._file.writeframes(samples.astype("<i2").tobytes())
        except OSError as error:
            self.failure = self._failure(error)

    def close(self) -> None:
        for part in (self._file, self._sound):  # The second is closed even if the first can't be finished.
            try:
                part.close()
            except OSError as error:
                self.failure = self.failure or self._failure(error)

    def _failure(self, error: OSError) -> OutputError:
        return OutputError(
            f"The recording {self._path} can't be written: {error.strerror or error}.",
            hint="Choose another folder with --record, or leave it out.",
            code="record",
        )
