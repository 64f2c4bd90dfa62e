"""The one error family. Every error a user can meet carries a stable code, a sentence and a hint."""

from __future__ import annotations


class VoiceCoachError(Exception):
    """An error that is the user's to read.

    ``code`` is stable and kebab-case (``routine-invalid``), ``message`` says what is wrong and where,
    ``hint`` says what to do. The command line maps the kind of error to an exit code.
    """

    code = "error"

    def __init__(self, message: str, *, hint: str = "", code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        if code is not None:
            self.code = code

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".rstrip()


class InputError(VoiceCoachError):
    """What the user gave is wrong: a file, an option, a name. Exit code 2."""

    code = "bad-input"


class MissingPartError(VoiceCoachError):
    """Something this machine lacks: a device, a library, a program, a model. Exit code 3."""

    code = "missing-part"


class OutputError(VoiceCoachError):
    """A result could not be written: full disk, no permission. Nothing half-written stays. Exit code 4."""

    code = "cannot-write"


class DeviceError(VoiceCoachError):
    """A sound device failed to open or was lost. Exit code 5."""

    code = "device"
