"""Format, bit rate and channels of a session's file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from voice_coach.audio.file_writer import FileWriter
from voice_coach.audio.mp3.encoding import EncodedIslands
from voice_coach.audio.mp3.form import DEFAULT_BITRATE_KBPS, Mp3Form
from voice_coach.errors import InputError

_BITRATES_KBPS: Mapping[str, tuple[int, int, int]] = MappingProxyType(
    {"mp3": (8, 160, DEFAULT_BITRATE_KBPS), "m4b": (16, 256, 64), "opus": (6, 256, 32)}
)
"""Least, most and usual bit rate of each format."""

FORMATS = ("mp3", "m4b", "opus", "flac", "wav")


@dataclass(frozen=True)
class FileForm:
    """``None`` is the usual bit rate.

    Stereo is the same sound twice, 3 dB louder: -16 LUFS for -19. Raises InputError (``format-unknown``,
    ``bitrate-unknown``).
    """

    name: str = "mp3"
    bitrate_kbps: int | None = None
    stereo: bool = False

    def __post_init__(self) -> None:
        if self.name not in FORMATS:
            raise InputError(
                f"There is no format {self.name!r}.",
                hint=f"Formats are {', '.join(FORMATS)}.",
                code="format-unknown",
            )
        if self.bitrate_kbps is None:
            return
        if self.name not in _BITRATES_KBPS:
            raise InputError(
                f"{self.name.upper()} is lossless and has no bit rate.",
                hint="Leave out --bitrate, or choose mp3, m4b or opus.",
                code="bitrate-unknown",
            )
        least, most, _ = _BITRATES_KBPS[self.name]
        if not least <= self.bitrate_kbps <= most:
            raise InputError(
                f"{self.name.upper()} has no bit rate of {self.bitrate_kbps} kbit/s here.",
                hint=f"Choose one from {least} to {most}.",
                code="bitrate-unknown",
            )
        if self.name == "mp3":
            Mp3Form(self.bitrate_kbps)

    @property
    def suffix(self) -> str:
        return f".{self.name}"

    def options(self) -> str:
        """Its command-line options, except the format."""
        bitrate = "" if self.bitrate_kbps is None else f"--bitrate {self.bitrate_kbps}"
        return f"{bitrate} {'--stereo' if self.stereo else ''}".strip()

    def open(self, path: Path, islands: EncodedIslands | None = None) -> FileWriter:
        """A writer. ``islands`` may be shared by MP3s written in turn.

        Raises OutputError, MissingPartError (``m4b``).
        """
        channels = 2 if self.stereo else 1
        kbps = self.bitrate_kbps or _BITRATES_KBPS.get(self.name, (0, 0, 0))[2]
        if self.name == "mp3":
            from voice_coach.audio.mp3.writer import Mp3Writer

            return Mp3Writer(path, form=Mp3Form(kbps, channels), memory=islands)
        if self.name == "m4b":
            from voice_coach.audio.m4b_writer import M4bWriter

            return M4bWriter(path, channels=channels, bitrate_kbps=kbps)
        from voice_coach.audio.libsndfile_writer import KINDS, LibsndfileWriter

        return LibsndfileWriter(path, KINDS[self.name], channels=channels, bitrate_kbps=kbps)
