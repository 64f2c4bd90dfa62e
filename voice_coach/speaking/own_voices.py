"""Where a runner's recorded and fetched voices lie."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from voice_coach.content import own_folder


@dataclass(frozen=True)
class OwnVoices:
    folder: Path

    @property
    def packs(self) -> Path:
        return self.folder / "packs"

    @property
    def piper(self) -> Path:
        return self.folder / "piper"

    @property
    def hibari(self) -> Path:
        return self.folder / "hibari"

    @property
    def kokoro(self) -> Path:
        return self.folder / "kokoro"


def default_own_voices() -> OwnVoices:
    return OwnVoices(own_folder() / "voices")
