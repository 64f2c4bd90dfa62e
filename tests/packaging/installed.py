"""Builds the wheel and the source archive, and installs a wheel where the checkout is out of reach."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Sequence
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]


def run(command: Sequence[str | Path], folder: Path, environment: dict[str, str] | None = None) -> str:
    """Standard output of a command that must succeed."""
    words = [str(word) for word in command]
    done = subprocess.run(
        words, cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def build(kind: str, source: Path, target: Path) -> Path:
    """The ``wheel`` or ``sdist`` of the project in ``source``, written into ``target``."""
    run([sys.executable, "-m", "hatchling", "build", "--target", kind, "--directory", target], source)
    (made,) = target.iterdir()
    return made


def install(wheel: Path, folder: Path) -> Path:
    """A fresh virtual environment in ``folder`` with nothing but ``wheel``; returns its Python.

    Dependencies are lent by the environment of the tests, without its link to the checkout: no downloads.
    """
    venv.create(folder, with_pip=False, symlinks=os.name != "nt")
    paths = sysconfig.get_paths(vars={"base": str(folder), "platbase": str(folder)})
    site = Path(paths["purelib"])
    lent = sysconfig.get_path("purelib")
    # Modules are found on a .pth file's path; .pth files there, such as an editable install's, are not read.
    (site / "lent_dependencies.pth").write_text(f"{lent}\n", encoding="utf-8")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    python = Path(paths["scripts"]) / ("python.exe" if os.name == "nt" else "python")
    (scripts,) = site.glob("voice_coach-*.dist-info/entry_points.txt")
    assert "voice-coach = voice_coach.cli.main:main" in scripts.read_text(encoding="utf-8")
    return python


def clean_environment(home: Path) -> dict[str, str]:
    """What a new user's shell would hand over: another HOME, no word of the checkout."""
    kept = {
        name: value for name, value in os.environ.items() if name in {"PATH", "SYSTEMROOT", "LANG", "TEMP"}
    }
    return {**kept, "HOME": str(home), "USERPROFILE": str(home), "XDG_CACHE_HOME": str(home / ".cache")}
