"""The one error family: stable code, sentence, hint."""

from __future__ import annotations


class VoiceCoachError(Exception):
    """For the user to read.

    ``code``: stable kebab-case (``routine-invalid``); ``message``: what's wrong and where; ``hint``: what to
    do. The kind gives the exit code.
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
    """A wrong file, option or name. Exit code 2."""

    code = "bad-input"


class MissingPartError(VoiceCoachError):
    """A device, library, program or model that's missing here. Exit code 3."""

    code = "missing-part"


class OutputError(VoiceCoachError):
    """A result can't be written; nothing half-written stays. Exit code 4."""

    code = "cannot-write"


class DeviceError(VoiceCoachError):
    """A device failed to open or was lost. Exit code 5."""

    code = "device"
