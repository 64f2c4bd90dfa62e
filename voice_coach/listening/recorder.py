"""What the microphone gave, kept as a WAV file: only where the runner asked for it with ``--record``."""

from __future__ import annotations

import wave
from pathlib import Path
from types import TracebackType

from voice_coach.errors import OutputError
from voice_coach.listening.recogniser import HEARING_RATE, Speech


class Recorder:
    """Writes ``microphone.wav`` (16 kHz, mono, 16 bit) into ``folder``, replacing an older one.

    Raises ``OutputError`` (``record``) where that cannot be done.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / "microphone.wav"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._file = wave.open(str(self._path), "wb")  # noqa: SIM115 (closed in __exit__)
        except OSError as error:
            raise self._failure(error) from error
        self._file.setnchannels(1)
        self._file.setsampwidth(2)
        self._file.setframerate(HEARING_RATE)

    def write(self, samples: Speech) -> None:
        try:
            self._file.writeframes(samples.astype("<i2").tobytes())
        except OSError as error:
            raise self._failure(error) from error

    def __enter__(self) -> Recorder:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def _failure(self, error: OSError) -> OutputError:
        return OutputError(
            f"The recording {self._path} cannot be written: {error.strerror or error}.",
            hint="Choose another folder with --record, or leave it out.",
            code="record",
        )
