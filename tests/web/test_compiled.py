"""Compiled modules, kept for the next start."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from voice_coach.web.phone.compiled import compiled_modules


def test_what_was_compiled_is_loaded_without_a_look_at_the_source(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "kept_module.py"
    source.write_text("ANSWER = 41\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    __import__("kept_module")
    archive = compiled_modules((f"{tmp_path}/",))
    monkeypatch.delitem(sys.modules, "kept_module")
    source.write_text("ANSWER = 42\n", encoding="utf-8")
    for old in (tmp_path / "__pycache__").iterdir():
        old.unlink()
    with zipfile.ZipFile(io.BytesIO(archive)) as kept:
        kept.extractall("/")
    command = [sys.executable, "-c", "import kept_module; print(kept_module.ANSWER)"]
    answer = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "41"
