"""The tiny voice, placed by hand where voices lie."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.speaking.piper.tiny_voice import tiny_description, tiny_network
from voice_coach.speaking.piper.store import PiperStore, is_installed

NAME = "en_US-tiny-low"


def needs_piper() -> None:
    if not is_installed():
        pytest.skip("piper-tts isn't installed: pip install voice-coach[neural]")


@pytest.fixture
def store(tmp_path: Path) -> PiperStore:
    needs_piper()
    folder = tmp_path / "voices" / "piper" / NAME
    folder.mkdir(parents=True)
    (folder / f"{NAME}.onnx").write_bytes(tiny_network())
    (folder / f"{NAME}.onnx.json").write_bytes(tiny_description())
    return PiperStore(folder.parent)
