"""Why a file can't be read as sound."""

from __future__ import annotations

from pathlib import Path

from voice_coach.errors import InputError

KINDS_HINT = "Give a sound file: WAV, FLAC, MP3, OGG, M4A or WebM, for example."


class Unreadable(InputError):
    """`not-audio` or `no-such-file`. ``why`` follows the file's name; ``needs_ffmpeg``: ffmpeg isn't
    installed but might read it.
    """

    code = "not-audio"

    def __init__(
        self,
        path: Path,
        why: str,
        *,
        hint: str = KINDS_HINT,
        code: str | None = None,
        needs_ffmpeg: bool = False,
    ) -> None:
        super().__init__(f"{path} {why}.", hint=hint, code=code)
        self.why = why
        self.needs_ffmpeg = needs_ffmpeg
