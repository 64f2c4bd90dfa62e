"""A runner's own folders for each test of the command line; what was spoken is kept from test to test."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.calling import SHORT_ROUTINE, SHORT_TEXTS, Caller


@pytest.fixture(scope="session")
def speech_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def home(tmp_path: Path, speech_cache: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The present folder, empty; the runner's routines hold one of about a minute, ``short``."""
    routines = tmp_path / "own" / "routines"
    routines.mkdir(parents=True)
    (routines / "short.yaml").write_text(SHORT_ROUTINE, encoding="utf-8")
    (routines / "short.en.yaml").write_text(SHORT_TEXTS, encoding="utf-8")
    present = tmp_path / "present"
    present.mkdir()
    monkeypatch.chdir(present)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("VOICE_COACH_HOME", str(tmp_path / "own"))
    monkeypatch.setenv("VOICE_COACH_CACHE", str(speech_cache))
    return present


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], home: Path) -> Caller:
    return Caller(capsys)
