"""Hibari as it is installed, and a package of our own making where one is to be damaged."""

from __future__ import annotations

import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest

from voice_coach.speaking.hibari.store import is_installed


def needs_hibari() -> None:
    if not is_installed():
        pytest.skip("hibari-tts isn't installed: pip install voice-coach[natural]")


@pytest.fixture
def network_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The package's network, copied to where it may be damaged; the coach looks for it there."""
    needs_hibari()
    spec = find_spec("hibari")
    assert spec is not None
    assert spec.origin is not None
    copy = tmp_path / "packages" / "hibari" / "assets" / "hibari.onnx"
    copy.parent.mkdir(parents=True)
    shutil.copy(Path(spec.origin).parent / "assets" / "hibari.onnx", copy)
    monkeypatch.setattr("voice_coach.speaking.hibari.store._package_folder", lambda: tmp_path / "packages")
    return copy
