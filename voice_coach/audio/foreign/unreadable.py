"""What is wrong with a file that was meant to be sound."""

from __future__ import annotations

from pathlib import Path

from voice_coach.errors import InputError

KINDS_HINT = "Give a sound file: WAV, FLAC, MP3, OGG, M4A or WebM, for example."


class Unreadable(InputError):
    """`not-audio`, or `no-such-file`. ``why`` is half a sentence that fits after the file's name;
    ``needs_ffmpeg``: an ffmpeg program may be able to read it, and there is none."""

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
