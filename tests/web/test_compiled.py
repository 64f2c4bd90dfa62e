"""Compiled modules, kept for the next start."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from voice_coach.web.phone.compiled import Compiling, Steps, compiled_library, compiled_modules


def _whole(steps: Steps) -> bytes:
    while True:
        try:
            next(steps)
        except StopIteration as end:
            made: bytes = end.value
            return made


def test_what_was_compiled_is_loaded_without_a_look_at_the_source(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "kept_module.py"
    source.write_text("ANSWER = 41\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    __import__("kept_module")
    archive = _whole(compiled_modules((f"{tmp_path}/",)))
    monkeypatch.delitem(sys.modules, "kept_module")
    source.write_text("ANSWER = 42\n", encoding="utf-8")
    for old in (tmp_path / "__pycache__").iterdir():
        old.unlink()
    with zipfile.ZipFile(io.BytesIO(archive)) as kept:
        kept.extractall("/")
    command = [sys.executable, "-c", "import kept_module; print(kept_module.ANSWER)"]
    answer = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "41"


def test_the_library_has_the_loaded_modules_compiled_beside_all_sources(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = tmp_path / "library.zip"
    with zipfile.ZipFile(library, "w") as made:
        made.writestr("kept_loaded.py", "ANSWER = 41\n")
        made.writestr("kept_other.py", "ANSWER = 40\n")
    monkeypatch.syspath_prepend(str(library))
    __import__("kept_loaded")
    monkeypatch.delitem(sys.modules, "kept_other", raising=False)
    again = tmp_path / "again.zip"
    again.write_bytes(_whole(compiled_library(library)))
    monkeypatch.delitem(sys.modules, "kept_loaded")
    with zipfile.ZipFile(again) as made:
        assert sorted(made.namelist()) == ["kept_loaded.py", "kept_loaded.pyc", "kept_other.py"]
        assert b"41" in made.read("kept_loaded.py")
    code = f"import sys; sys.path.insert(0, {str(again)!r}); import kept_loaded, kept_other; " + (
        "print(kept_loaded.__file__.endswith('.pyc'), kept_loaded.ANSWER, kept_other.ANSWER)"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.split() == ["True", "41", "40"]


def test_it_takes_a_step_for_each_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library = tmp_path / "library.zip"
    with zipfile.ZipFile(library, "w") as made:
        made.writestr("kept_one.py", "ANSWER = 1\n")
        made.writestr("kept_two.py", "ANSWER = 2\n")
    (tmp_path / "kept_third.py").write_text("ANSWER = 3\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    __import__("kept_third")
    work = Compiling((f"{tmp_path}/kept_third",), library)
    steps = 0
    while work.step():
        steps += 1
    monkeypatch.delitem(sys.modules, "kept_third")
    assert steps == 3
    assert zipfile.is_zipfile(io.BytesIO(work.modules))
    assert zipfile.is_zipfile(io.BytesIO(work.library))
