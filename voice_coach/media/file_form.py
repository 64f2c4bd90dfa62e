"""What kind of file a session becomes: format, bit rate, channels."""

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
"""Least, most and usual bit rate of each format that has one."""

FORMATS = ("mp3", "m4b", "opus", "flac", "wav")


@dataclass(frozen=True)
class FileForm:
    """A format with its settings; ``None`` is its usual bit rate.

    Stereo is the same sound twice, for players that leave one ear without a mono file; it then measures 3 dB
    louder, -16 LUFS for -19, as players expect of each.

    Raises InputError (``format-unknown``, ``bitrate-unknown``) for what cannot be written.
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
        """The options of the command line that ask for this form, the format aside."""
        bitrate = "" if self.bitrate_kbps is None else f"--bitrate {self.bitrate_kbps}"
        return f"{bitrate} {'--stereo' if self.stereo else ''}".strip()

    def open(self, path: Path, islands: EncodedIslands | None = None) -> FileWriter:
        """A writer of this form. ``islands`` is shared by the MP3s that are written one after the other.

        Raises OutputError where ``path`` cannot be written, MissingPartError (``m4b``) without PyAV.
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
