"""A studio's folders: a routine of half a minute, whose words are spoken once for all tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.batch.studio import Studio
from tests.cli.calling import SHORT_ROUTINE, SHORT_TEXTS
from voice_coach.playing.assemble import Folders


@pytest.fixture(scope="session")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def studio(tmp_path: Path, spoken: Path, monkeypatch: pytest.MonkeyPatch) -> Studio:
    own = tmp_path / "own"
    (own / "routines").mkdir(parents=True)
    (own / "routines" / "short.yaml").write_text(SHORT_ROUTINE, encoding="utf-8")
    (own / "routines" / "short.en.yaml").write_text(SHORT_TEXTS, encoding="utf-8")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("VOICE_COACH_HOME", str(own))
    monkeypatch.setenv("VOICE_COACH_CACHE", str(spoken))
    return Studio(tmp_path, Folders(spoken / "speech", (own / "routines",)))
